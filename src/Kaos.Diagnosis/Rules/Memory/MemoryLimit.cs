using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Memory;

/// <summary>The arithmetic of a new memory limit.</summary>
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
    public static LimitAdvice Advise(string container, Quantity limit, double? peak)
    {
        var measured = peak is { } use && double.IsFinite(use) && (decimal)use > limit.Value ? (decimal?)use : null;
        var wanted = measured * Headroom ?? limit.Value * HeadroomUnmeasured;
        var step = wanted < Gi ? 64 * Mi : wanted < 4 * Gi ? 128 * Mi : 256 * Mi;
        var suggested = Quantity.Bytes(decimal.Ceiling(wanted / step) * step);
        var rounded = $"rounded up to the next {Quantity.Bytes(step)}";
        return new LimitAdvice(
            "memory", container, limit.ToString(), measured is { } top ? Say.Bytes((double)top) : null,
            suggested.ToString(),
            measured is null
                ? $"no use above the limit was measured, for the limit cuts it off; half as much again is {Say.Bytes((double)wanted)}, {rounded}"
                : $"a fifth above the peak is {Say.Bytes((double)wanted)}, {rounded}");
    }
}
