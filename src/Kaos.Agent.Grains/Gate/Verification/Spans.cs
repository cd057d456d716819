using System.Globalization;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>Times and amounts in words.</summary>
internal static class Spans
{
    private const double Mebi = 1024 * 1024;

    public static string Words(TimeSpan span) => span < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0} seconds")
        : span < TimeSpan.FromMinutes(1.5)
            ? "minute"
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} minutes");

    public static string Bytes(double bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(bytes / Mebi):0}Mi");

    public static string Seconds(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0#} s");
}
