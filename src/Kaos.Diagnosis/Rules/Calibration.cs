using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules;

/// <summary>
/// From grounds to the share of such explanations that hold. Additive in log-odds: a monotone step function of the
/// evidence, what something unread takes, and the record of the cause. Rivals share the belief equally: no case with
/// rivals was there to fit on.
/// </summary>
/// <param name="Steps">Strength of evidence from which a log-odds holds; both ascend.</param>
/// <param name="Unread">Added where something that may bear on it could not be read.</param>
/// <param name="Record">Added by cause; causes that are not here have shown nothing unusual.</param>
internal sealed partial record Calibration(
    ImmutableArray<(double From, double LogOdds)> Steps, double Unread, FrozenDictionary<string, double> Record)
{
    private const double Most = 0.98;
    private const double Least = 0.02;

    /// <summary>The most that is promised of a cause that only repeats what an object says of itself.</summary>
    private const double MostVague = 0.6;

    private static readonly FrozenSet<string> Vague =
    [
        CauseCodes.ImagePullFailed, CauseCodes.PodCreateRefused, CauseCodes.ResourceUnhealthy,
        CauseCodes.UnschedulableOther,
    ];


    /// <summary>
    /// These say how it fails more than why: in the first runs on clusters that nobody had seen, half of such answers
    /// hid a more exact cause that no rule knew yet.
    /// </summary>
    private const double MostOfGeneric = 0.8;

    private static readonly FrozenSet<string> Generic = FrozenSet.Create(
        StringComparer.Ordinal, CauseCodes.ContainerCreateFailed, CauseCodes.CrashLoop, CauseCodes.ProbeFailing,
        CauseCodes.RolloutStalled);

    public double Of(Grounds grounds) =>
        Math.Clamp(Share(LogOdds(grounds)), Least, Vague.Contains(grounds.Cause) ? MostVague : Most);

    private double OfEvidence(double evidence)
    {
        var found = Steps[0].LogOdds;
        foreach (var (from, odds) in Steps)
        {
            found = evidence >= from ? odds : found;
        }

        return found;
    }

    public static double Share(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private static double Odds(double share) => Math.Log(share / (1 - share));

    // What is missing takes from the most that is ever promised, too.
    public double LogOdds(Grounds grounds) =>
        Math.Min(
            Odds(Generic.Contains(grounds.Cause) ? MostOfGeneric : Most),
            OfEvidence(Math.Round(grounds.Evidence, 2)) + Record.GetValueOrDefault(grounds.Cause))
        + (grounds.SomethingUnread ? Unread : 0)
        - Math.Log(1 + grounds.Rivals);
}
