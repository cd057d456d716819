using System.Collections.Immutable;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>How full something is, how fast it fills and when it is full: bytes or files, per hour.</summary>
/// <param name="PerHour">The median of all slopes of the last hours: a log that is rotated once does not turn
/// it.</param>
internal sealed record Filling(double Used, double Size, double PerHour)
{
    /// <summary>As the well-known alerts have it: critical with less than that left, whether it grows or not.</summary>
    private const double NearlyFull = 0.97;

    /// <summary>Below that share of use, growth is what a volume is for.</summary>
    private const double Roomy = 0.8;

    /// <summary>As far as those alerts look ahead.</summary>
    private const double Ahead = 4 * 24;

    private const int Fewest = 4;
    private const int MostPoints = 72;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(6);

    public double Share => Size > 0 ? Used / Size : 0;

    /// <summary>Null where it does not grow, or not to any effect.</summary>
    public double? HoursLeft => PerHour * Ahead < Size * 0.01 ? null : Math.Max(0, (Size - Used) / PerHour);

    public bool IsTrouble => Share >= NearlyFull || (Share >= Roomy && HoursLeft <= Ahead);

    /// <summary><c>used 46Gi of 50Gi (92 %), 410Mi per hour, full in 10 h</c></summary>
    /// <param name="amount">How one amount is written.</param>
    public string Arithmetic(Func<double, string> amount) =>
        $"used {amount(Used)} of {amount(Size)} ({Say.Number(Share * 100)} %), " + (HoursLeft is { } left
            ? $"{amount(PerHour)} more per hour, full in {Hours(left)}"
            : "not growing");

    /// <summary>Null where too little was measured to tell.</summary>
    public static Filling? Of(ImmutableArray<Sample> used, double size)
    {
        var recent = used.Where(s => s.At >= used[^1].At - Recent).ToList();
        if (recent.Count < Fewest || size <= 0)
        {
            return null;
        }

        // Enough of them for a median, and no more: the slopes are as many as pairs.
        var every = Math.Max(1, recent.Count / MostPoints);
        var points = recent.Where((_, i) => (recent.Count - 1 - i) % every == 0).ToList();
        var slopes = points.SelectMany((from, i) => points.Skip(i + 1)
            .Select(to => (to.Value - from.Value) / (to.At - from.At).TotalHours)).Order().ToList();
        return new(used[^1].Value, size, Math.Max(0, slopes[slopes.Count / 2]));
    }

    public static string Hours(double hours) => hours switch
    {
        < 1 => $"{Say.Number(Math.Round(hours * 60))} minutes",
        < 72 => $"{Say.Number(Math.Round(hours, hours < 10 ? 1 : 0))} h",
        _ => $"{Say.Number(Math.Round(hours / 24))} days",
    };

    /// <summary>Gibibytes from ten of them on.</summary>
    public static string Bytes(double bytes) =>
        bytes >= 10.0 * 1024 * 1024 * 1024 ? $"{Say.Number(bytes / (1024 * 1024 * 1024))}Gi" : Say.Bytes(bytes);

    public static string Files(double files) => $"{Say.Number(files)} files";
}
