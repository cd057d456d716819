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
/// <param name="OpenSteps">
/// The same for <see cref="Open"/> causes: weak evidence for them means that what would say why was not seen, and then
/// a more exact cause mostly stands behind.
/// </param>
/// <param name="Unread">Added where something that may bear on it could not be read.</param>
/// <param name="Record">Added by cause; causes that are not here have shown nothing unusual.</param>
internal sealed partial record Calibration(
    ImmutableArray<(double From, double LogOdds)> Steps, ImmutableArray<(double From, double LogOdds)> OpenSteps,
    double Unread, FrozenDictionary<string, double> Record)
{
    public const double Most = 0.98;
    private const double Least = 0.02;

    /// <summary>These say how it fails more than why: more exact causes of the same trouble are known.</summary>
    private static readonly FrozenSet<string> Open = FrozenSet.Create(
        StringComparer.Ordinal, CauseCodes.ContainerCreateFailed, CauseCodes.CrashLoop, CauseCodes.ImagePullFailed,
        CauseCodes.PodCreateRefused, CauseCodes.ProbeFailing, CauseCodes.ResourceUnhealthy, CauseCodes.RolloutStalled,
        CauseCodes.UnschedulableOther, CauseCodes.UnschedulableVolume);

    public static bool IsOpen(Grounds grounds) => Open.Contains(grounds.Cause);

    public double Of(Grounds grounds) => Math.Clamp(Share(LogOdds(grounds)), Least, Most);

    public static double Share(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    public static double Odds(double share) => Math.Log(share / (1 - share));

    // What is missing takes from the most that is ever promised, too.
    public double LogOdds(Grounds grounds) =>
        Math.Min(
            Odds(Most),
            OfEvidence(IsOpen(grounds) ? OpenSteps : Steps, Math.Round(grounds.Evidence, 2)) +
                Record.GetValueOrDefault(grounds.Cause))
        + (grounds.SomethingUnread ? Unread : 0)
        - Math.Log(1 + grounds.Rivals);

    private static double OfEvidence(ImmutableArray<(double From, double LogOdds)> steps, double evidence)
    {
        var found = steps[0].LogOdds;
        foreach (var (from, odds) in steps)
        {
            found = evidence >= from ? odds : found;
        }

        return found;
    }
}
