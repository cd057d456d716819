using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>Readings to a score. Pure.</summary>
internal static class Effects
{
    private static readonly string[] Spec = [CheckNames.AsWritten, CheckNames.Gone];
    private static readonly string[] Metrics =
        [CheckNames.MemoryStable, CheckNames.PoolRecovers, CheckNames.LatencyRecovers];

    /// <param name="readings">Of the plan's checks.</param>
    /// <param name="written">What the cluster says of each of the plan's steps.</param>
    public static Effectiveness Of(
        IReadOnlyList<(string Kind, CheckReading Reading)> readings,
        IReadOnlyList<StepSighting> written,
        EffectPart alerts,
        IEnumerable<EffectPart> business)
    {
        ImmutableArray<EffectPart> parts =
        [
            Checked(
                "health", readings.Where(one => !Spec.Contains(one.Kind) && !Metrics.Contains(one.Kind)),
                "no check of the plan is about health"),
            alerts,
            Checked(
                "metrics", readings.Where(one => Metrics.Contains(one.Kind)), "no check of the plan is about metrics"),
            Written(written),
            .. business,
        ];
        var seen = parts.Select(part => part.Score).OfType<double>().ToArray();
        return new Effectiveness(seen.Length == 0 ? null : Math.Round(seen.Average(), 2), parts);
    }

    /// <summary>One line for whoever watches.</summary>
    public static string Text(Effectiveness measured)
    {
        var seen = measured.Parts.Where(part => part.Score is not null)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Score:0.##}"));
        var unknown = measured.Parts.Where(part => part.Score is null).Select(part => part.Name).ToArray();
        return measured.Score is { } score
            ? string.Create(CultureInfo.InvariantCulture,
                $"Effectiveness {score:0.##} of 1 ({string.Join(", ", seen)}{(unknown.Length > 0 ? $"; not known: {string.Join(", ", unknown)}" : "")}).")
            : "Effectiveness could not be measured.";
    }

    private static EffectPart Checked(
        string name, IEnumerable<(string Kind, CheckReading Reading)> readings, string none)
    {
        var all = readings.Select(one => one.Reading).ToArray();
        var seen = all.Where(reading => reading.State != VerificationState.Unknown).ToArray();
        var told = all.Length == 0 ? none : string.Join(", ", all.Select(reading => reading.Text));
        return new(name, seen.Length == 0 ? null : seen.Average(Share), told);
    }

    // Two of three replicas ready are more than none.
    private static double Share(CheckReading reading) => reading.State == VerificationState.Good ? 1
        : reading.State == VerificationState.NotYet && reading.Numbers is { } numbers
            && numbers.TryGetValue("ready", out var ready) && numbers.TryGetValue("wanted", out var wanted) &&
                wanted > 0
            ? Math.Clamp(ready / wanted, 0, 1)
            : 0;

    private static EffectPart Written(IReadOnlyList<StepSighting> written)
    {
        var seen = written.Where(one => one != StepSighting.CannotTell).ToArray();
        var kept = seen.Count(one => one == StepSighting.Happened);
        return seen.Length == 0
            ? new("spec", null, "what was written could not be read again")
            : new("spec", (double)kept / seen.Length, $"{kept} of {seen.Length} changes are as they were written");
    }
}
