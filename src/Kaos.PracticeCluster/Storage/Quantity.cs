using System.Globalization;

namespace Kaos.PracticeCluster.Storage;

// Kubernetes quantities: "500m", "512Mi", "2", "1G".
internal static class Quantity
{
    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("Ki", 1024d), ("Mi", 1048576d), ("Gi", 1073741824d), ("Ti", 1099511627776d), ("m", 0.001), ("n", 1e-9),
        ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12),
    ];

    public static double Parse(string text)
    {
        foreach (var (suffix, factor) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return Real(text[..^suffix.Length]) * factor;
            }
        }

        return Real(text);
    }

    public static string Mebibytes(double bytes) =>
        $"{Math.Round(bytes / 1048576d).ToString(CultureInfo.InvariantCulture)}Mi";

    public static string Millicores(double cores) =>
        $"{Math.Max(1, Math.Round(cores * 1000)).ToString(CultureInfo.InvariantCulture)}m";

    private static double Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
