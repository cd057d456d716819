using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Cpu;

/// <summary>The arithmetic of a new CPU limit.</summary>
internal static class CpuLimit
{
    private const decimal Half = 1.5m;
    private const decimal Step = 0.1m;

    /// <summary>
    /// Use never shows above a limit that holds it back, so the limit is raised by a half, up to the next 100m.
    /// </summary>
    public static LimitAdvice Advise(string container, Quantity limit) => new(
        "cpu", container, limit.ToString(), null,
        new Quantity(Math.Ceiling(limit.Value * Half / Step) * Step).ToString(),
        "use cannot show above a limit that holds it back; half as much again, rounded up to the next 100m");
}
