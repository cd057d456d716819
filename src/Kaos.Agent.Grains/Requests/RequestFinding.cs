using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Requests;

/// <summary>A request in the place of a diagnosis: nothing is wrong, somebody wants a change. Pure.</summary>
internal static class RequestFinding
{
    /// <summary>The first part of the class of requested changes.</summary>
    public const string CauseCode = "requested";

    public static Finding Of(Signal signal, ChangeRequest request) => new()
    {
        CauseCode = CauseCode,
        Severity = Severity.Info,
        Confidence = 1,
        RootCause = request.Target,
        EditTarget = request.Target,
        Subject = request.Target,
        Summary = $"{signal.SaidBy} asks: {signal.Text}",
        Chain = [],
        Evidence = [],
        FirstSeen = signal.At,
        LastSeen = signal.At,
    };
}
