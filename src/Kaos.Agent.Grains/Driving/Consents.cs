using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Sessions;

namespace Kaos.Agent.Grains.Driving;

/// <summary>Whose word a session's plan has, as the gate is told.</summary>
internal static class Consents
{
    public static Consent Of(SessionState state) => new(state.Approvers, state.Execution?.ChosenBy)
    {
        Own = state.Execution?.Own,
        WishedBy = state.Signal is { Request: not null } wished ? wished.SaidBy : null,
    };
}
