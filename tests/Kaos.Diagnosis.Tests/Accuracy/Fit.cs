using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Diagnosis.Rules;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>
/// Makes the calibration from answers that are known to be right or wrong. Evidence by isotonic regression (pooled
/// neighbours), the other parts by turns, each held to nothing unless the cases say otherwise (ridge).
/// </summary>
internal static class Fit
{
    private const int Rounds = 30;
    private const int FewestInStep = 20;
    // The weaker evidence mostly says it already; still nobody who saw half promises as much as one who saw all.
    private const double LeastUnread = -0.5;

    private const double UnreadRidge = 0.5;
    private const double RecordRidge = 0.3;

    /// <summary>Only of scenarios that are for fitting.</summary>
    public static Calibration Of(IEnumerable<Outcome> outcomes) => Of(
    [
        .. outcomes.Where(o => Hash.IsForFitting(o.Scenario)).SelectMany(o => o.Answers)
            .Where(a => a.Grounds is not null).Select(a => new Case(a.Grounds!, a.IsRight)),
    ]);

    private static Calibration Of(ImmutableArray<Case> cases)
    {
        var fitted = new Calibration(Steps(cases), 0, FrozenDictionary<string, double>.Empty);
        for (var i = 0; i < Rounds; i++)
        {
            var unread = Offset(cases.Where(c => c.Grounds.SomethingUnread), fitted with { Unread = 0 }, UnreadRidge);
            fitted = fitted with { Unread = Math.Min(LeastUnread, unread) };
            var bare = fitted with { Record = FrozenDictionary<string, double>.Empty };
            fitted = fitted with
            {
                Record = cases.GroupBy(c => c.Grounds.Cause)
                    .ToFrozenDictionary(g => g.Key, g => Offset(g, bare, RecordRidge), StringComparer.Ordinal),
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
            pools.Add((level.Key, level.Count(c => c.IsRight), level.Count()));
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

    // What must be added so that as many are expected to be right as were, less what the ridge holds back.
    private static double Offset(IEnumerable<Case> cases, Calibration rest, double ridge)
    {
        var all = cases.Select(c => (Odds: rest.LogOdds(c.Grounds), c.IsRight)).ToList();
        var (low, high) = (-8.0, 8.0);
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            var pull = all.Sum(c => (c.IsRight ? 1 : 0) - Calibration.Share(c.Odds + middle)) - (ridge * middle);
            (low, high) = pull > 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private sealed record Case(Grounds Grounds, bool IsRight);
}
