using System.Collections.Immutable;

namespace Kaos.Diagnosis.Metrics;

/// <summary>The moment a series left its earlier level, found without any threshold that is tied to a metric.</summary>
/// <param name="At">The first sample on the new level.</param>
/// <param name="Before">Median before.</param>
/// <param name="After">Upper quartile after: a container that is killed and restarted saws below its real
/// demand.</param>
/// <param name="Peak">Highest sample after.</param>
/// <param name="Sudden">The climb took at most three samples, or ten minutes.</param>
public sealed record ChangePoint(DateTimeOffset At, double Before, double After, double Peak, bool Sudden)
{
    private const int FewestBefore = 4;
    private const int FewestAfter = 2;
    private const double SmallestShift = 0.2;
    private const double NoiseFactor = 5;
    private const double MadToSigma = 1.4826;
    private const double Leap = 0.5;
    private const double Departure = 0.15;
    private const int LongestReturn = 6;
    private static readonly TimeSpan SuddenWithin = TimeSpan.FromMinutes(10);

    public double Factor => Before > 0 ? After / Before : double.PositiveInfinity;

    /// <summary>Null when the series is flat, too short, or only noisy. Samples are in time order.</summary>
    public static ChangePoint? Find(ImmutableArray<Sample> samples)
    {
        if (samples.Length < FewestBefore + FewestAfter)
        {
            return null;
        }

        var split = Split(samples);
        var before = Order(samples, 0, split);
        var after = Order(samples, split, samples.Length);
        var level = Quantile(before, 0.5);
        var noise = MadToSigma * Quantile([.. before.Select(v => Math.Abs(v - level)).Order()], 0.5);
        var reached = Quantile(after, 0.75);
        var shift = reached - level;
        if (Math.Abs(shift) <= Math.Max(NoiseFactor * noise, SmallestShift * Math.Abs(level)))
        {
            return null;
        }

        var onset = Onset(samples, split, level, noise, shift);
        var climbed = Climbed(samples, onset, level, shift);
        var since = Order(samples, onset, samples.Length);
        var peak = shift > 0 ? since[^1] : since[0];
        var sudden = climbed < samples.Length &&
            (climbed - onset <= 3 || samples[climbed].At - samples[onset].At <= SuddenWithin);
        return new ChangePoint(samples[Jump(samples, onset, climbed, shift)].At, level, reached, peak, sudden);
    }

    // Pettitt's rank test finds where two levels meet and does not care about outliers.
    private static int Split(ImmutableArray<Sample> samples)
    {
        var ranks = Ranks(samples);
        var n = samples.Length;
        double sum = 0, best = -1;
        var split = FewestBefore;
        for (var k = 1; k <= n - FewestAfter; k++)
        {
            sum += ranks[k - 1];
            var u = Math.Abs((2 * sum) - (k * (n + 1.0)));
            if (k >= FewestBefore && u > best)
            {
                (best, split) = (u, k);
            }
        }

        return split;
    }

    private static double[] Ranks(ImmutableArray<Sample> samples)
    {
        var order = Enumerable.Range(0, samples.Length).OrderBy(i => samples[i].Value).ToArray();
        var ranks = new double[samples.Length];
        for (var i = 0; i < order.Length;)
        {
            var j = i;
            while (j + 1 < order.Length && samples[order[j + 1]].Value.Equals(samples[order[i]].Value))
            {
                j++;
            }

            for (var k = i; k <= j; k++)
            {
                ranks[order[k]] = ((i + j) / 2.0) + 1;
            }

            i = j + 1;
        }

        return ranks;
    }

    // The split may sit late, on a ramp or on a saw: the onset is where the old level was first left, in either
    // direction, with no longer return to it.
    private static int Onset(ImmutableArray<Sample> samples, int split, double level, double noise, double shift)
    {
        var far = Math.Max(NoiseFactor * noise, Departure * Math.Abs(shift));
        var onset = split;
        for (var i = split - 1; i > 0 && onset - i <= LongestReturn; i--)
        {
            if (Math.Abs(samples[i].Value - level) > far)
            {
                onset = i;
            }
        }

        while (onset < samples.Length - 1 && (samples[onset].Value - level) / shift <= Departure)
        {
            onset++;
        }

        return onset;
    }

    // Where one step makes most of the way, that step is the moment, also after a small rise before it.
    private static int Jump(ImmutableArray<Sample> samples, int onset, int climbed, double shift)
    {
        for (var i = Math.Max(1, onset); i <= Math.Min(climbed, samples.Length - 1); i++)
        {
            if ((samples[i].Value - samples[i - 1].Value) / shift >= Leap)
            {
                return i;
            }
        }

        return onset;
    }

    private static int Climbed(ImmutableArray<Sample> samples, int onset, double level, double shift)
    {
        for (var i = onset; i < samples.Length; i++)
        {
            if ((samples[i].Value - level) / shift >= 0.75)
            {
                return i;
            }
        }

        return samples.Length;
    }

    private static double[] Order(ImmutableArray<Sample> samples, int from, int to)
    {
        var values = new double[to - from];
        for (var i = from; i < to; i++)
        {
            values[i - from] = samples[i].Value;
        }

        Array.Sort(values);
        return values;
    }

    private static double Quantile(double[] ordered, double q) =>
        ordered.Length == 0 ? 0 : ordered[(int)Math.Min(ordered.Length - 1, Math.Round(q * (ordered.Length - 1)))];
}
