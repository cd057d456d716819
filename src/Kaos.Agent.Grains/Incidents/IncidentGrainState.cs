using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Incidents;

/// <summary>An incident: what it is about, what is known, where it stands.</summary>
public sealed record IncidentGrainState(string Id)
{
    /// <summary>Null until it is opened.</summary>
    public IncidentView? View { get; init; }

    /// <summary>Of the plan that resolved it; null: none did.</summary>
    public string? Class { get; init; }
}
