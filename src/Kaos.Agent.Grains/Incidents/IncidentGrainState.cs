using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Incidents;

/// <summary>An incident: what it is about, what is known, where it stands. All of it is what lists show.</summary>
public sealed record IncidentGrainState(string Id)
{
    /// <summary>Null until it is opened.</summary>
    public IncidentView? View { get; init; }
}
