using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Memory;

/// <summary>The arithmetic of a new limit.</summary>
internal static class MemoryLimit
{
    private const decimal Mi = 1024 * 1024;
    private const decimal Gi = 1024 * Mi;
    private const decimal Headroom = 1.2m;
    private const decimal HeadroomUnmeasured = 1.5m;

    /// <summary>
    /// A fifth above the highest use that was measured, rounded up to the next 64Mi (128Mi from 1Gi, 256Mi from 4Gi).
    /// Use that never shows above the limit was cut off by it, so then the limit itself is raised by a half.
    /// </summary>
    public static Quantity Suggest(Quantity limit, double? peak)
    {
        var wanted = peak is { } measured && (decimal)measured > limit.Value
            ? (decimal)measured * Headroom
            : limit.Value * HeadroomUnmeasured;
        var step = wanted < Gi ? 64 * Mi : wanted < 4 * Gi ? 128 * Mi : 256 * Mi;
        return Quantity.Bytes(decimal.Ceiling(wanted / step) * step);
    }
}
