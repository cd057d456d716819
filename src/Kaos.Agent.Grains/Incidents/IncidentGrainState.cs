using Kaos.Contracts.Incidents;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Incidents;

/// <summary>An incident: what it is about, what is known, where it stands.</summary>
public sealed record IncidentGrainState(string Id)
{
    /// <summary>Null until it is opened.</summary>
    public IncidentView? View { get; init; }

    public string Fingerprint { get; init; } = "";

    /// <summary>How many signals it has taken in.</summary>
    public int Signals { get; init; }

    public bool Over => View is { State: IncidentState.Resolved or IncidentState.RolledBack or IncidentState.Escalated or IncidentState.Closed };
}
