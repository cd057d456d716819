using System.Collections.Immutable;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>What a class has earned (design section 7). Pure.</summary>
internal static class Ladder
{
    /// <summary>Resolutions the same way, in a row, after which a person may raise a class to Approve.</summary>
    public const int ForApprove = 2;

    /// <summary>The same for Act.</summary>
    public const int ForAct = 10;

    /// <summary>The newest resolutions back to the first that failed, came back or went another way.</summary>
    public static (Way? Way, int Count) SameWay(ClassState state)
    {
        var way = state.Past is [.., var newest] ? newest.Resolved : null;
        return (way, way is null ? 0 : state.Past.Reverse().TakeWhile(use => use.Resolved == way).Count());
    }

    /// <summary>What is missing before a class can stand at this level; empty when nothing is.</summary>
    public static ImmutableArray<string> Missing(ClassState state, Maturity level)
    {
        var needed = level switch { Maturity.Act => ForAct, Maturity.Approve => ForApprove, _ => 0 };
        var have = SameWay(state).Count;
        return have >= needed
            ? []
            : [$"{level} needs {needed} resolutions in a row, made the same way and not come back; there {(have == 1 ? "is 1" : $"are {have}")}.{Broken(state, have)}"];
    }

    /// <summary>One step up, or null at the top.</summary>
    public static Maturity? Above(Maturity level) => level switch
    {
        Maturity.Observe => Maturity.Propose,
        Maturity.Propose => Maturity.Approve,
        Maturity.Approve => Maturity.Act,
        _ => null,
    };

    /// <summary>One step down; Propose is the lowest that a class falls to by itself.</summary>
    public static Maturity Below(Maturity level) => level == Maturity.Act ? Maturity.Approve : Maturity.Propose;

    private static string Broken(ClassState state, int have) =>
        state.Past.Count <= have ? "" : state.Past[state.Past.Count - 1 - have] switch
        {
            { Recurred: true } use => $" The one before them came back ({use.IncidentId}).",
            { Treatment: { Result: not TreatmentResult.Verified } ended } =>
                $" The one before them was {Said(ended.Result)} ({ended.IncidentId}).",
            { Deed: { Same: false } deed } =>
                $" Before them somebody did something else ({deed.IncidentId}: {deed.Did}).",
            _ => " The one before them was made another way.",
        };

    private static string Said(TreatmentResult result) => result switch
    {
        TreatmentResult.RolledBack => "rolled back",
        TreatmentResult.Failed => "a failure",
        TreatmentResult.Rejected => "rejected",
        _ => "edited",
    };
}
