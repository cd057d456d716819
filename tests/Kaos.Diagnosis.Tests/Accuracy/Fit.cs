using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Diagnosis.Rules;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>
/// Makes the calibration from cases. Evidence by isotonic regression (pooled neighbours), for causes that say why and
/// for open ones; what is unread by what must be added (ridge); the record of a cause as a beta posterior around what
/// the rest expects of it. The last two by turns.
/// </summary>
internal static class Fit
{
    private const int Rounds = 30;
    private const int FewestInStep = 20;

    // The weaker evidence mostly says it already; still nobody who saw half promises as much as one who saw all.
    private const double LeastUnread = -0.5;

    private const double UnreadRidge = 0.5;

    /// <summary>
    /// The expectation weighs as much as this many answers: some four folders, whose answers are mostly alike.
    /// </summary>
    private const double RecordPrior = 30;

    private const double Nearest = 0.005;

    public static Calibration Of(ImmutableArray<Case> cases)
    {
        var fitted = new Calibration(
            Steps([.. cases.Where(c => !Calibration.IsOpen(c.Grounds))]),
            Steps([.. cases.Where(c => Calibration.IsOpen(c.Grounds))]),
            0, FrozenDictionary<string, double>.Empty);
        for (var i = 0; i < Rounds; i++)
        {
            var unread = Offset(cases.Where(c => c.Grounds.SomethingUnread), fitted with { Unread = 0 });
            fitted = fitted with { Unread = Math.Min(LeastUnread, unread) };
            var bare = fitted with { Record = FrozenDictionary<string, double>.Empty };
            fitted = fitted with
            {
                Record = cases.GroupBy(c => c.Grounds.Cause)
                    .ToFrozenDictionary(g => g.Key, g => Record([.. g], bare), StringComparer.Ordinal),
            };
        }

        return fitted;
    }

    // Neighbours are pooled until the share of right answers climbs with the evidence and every step has enough of
    // them.
    private static ImmutableArray<(double From, double LogOdds)> Steps(ImmutableArray<Case> cases)
    {
        var pools = new List<(double From, double Right, double All)>();
        foreach (var level in cases.GroupBy(c => Math.Round(c.Grounds.Evidence, 2)).OrderBy(g => g.Key))
        {
            pools.Add((level.Key, level.Where(c => c.IsRight).Sum(c => c.Weight), level.Sum(c => c.Weight)));
            while (pools.Count > 1 && (pools[^1].All < FewestInStep || pools[^2].All < FewestInStep ||
                Odds(pools[^1]) <= Odds(pools[^2])))
            {
                var (last, before) = (pools[^1], pools[^2]);
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add((before.From, before.Right + last.Right, before.All + last.All));
            }
        }

        return [.. pools.Select(p => (p.From, Odds(p)))];
    }

    // One right and one wrong are added: no step promises more than its number of cases can show.
    private static double Odds((double From, double Right, double All) pool) =>
        Math.Log((pool.Right + 1) / (pool.All - pool.Right + 1));

    private static double Record(ImmutableArray<Case> cases, Calibration rest)
    {
        double all = cases.Sum(c => c.Weight);
        var expected = Math.Clamp(
            cases.Sum(c => c.Weight * Calibration.Share(rest.LogOdds(c.Grounds))) / all, Nearest, 1 - Nearest);
        var right = cases.Where(c => c.IsRight).Sum(c => c.Weight);
        var posterior = Math.Clamp((right + (RecordPrior * expected)) / (all + RecordPrior), Nearest, 1 - Nearest);
        return Calibration.Odds(posterior) - Calibration.Odds(expected);
    }

    // What must be added so that as many are expected to be right as were, less what the ridge holds back.
    private static double Offset(IEnumerable<Case> cases, Calibration rest)
    {
        var all = cases.Select(c => (Odds: rest.LogOdds(c.Grounds), c.IsRight, c.Weight)).ToList();
        var (low, high) = (-8.0, 8.0);
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            var pull = all.Sum(c => c.Weight * ((c.IsRight ? 1 : 0) - Calibration.Share(c.Odds + middle))) -
                (UnreadRidge * middle);
            (low, high) = pull > 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
