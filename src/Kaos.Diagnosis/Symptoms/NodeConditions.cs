using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Which conditions of a node mean that pods on it suffer although it is ready: the network's own, and those of the
/// agents that watch kernels, disks, runtimes and devices. A count of restarts is no trouble by itself.
/// </summary>
internal static class NodeConditions
{
    private static readonly string[] Broken =
        ["NetworkUnavailable", "KernelDeadlock", "ReadonlyFilesystem", "CorruptDockerOverlay2", "XfsShutdown"];

    private static readonly string[] BrokenBy = ["Problem", "ErrorFatal", "Failure", "Unhealthy", "Hung"];

    public static bool IsTrouble(Condition condition) =>
        (condition.IsTrue && (Broken.Contains(condition.Type) || Array.Exists(BrokenBy, Ends(condition)))) ||
        (condition.IsFalse && condition.Type != "Ready" && condition.Type.EndsWith("Ready", StringComparison.Ordinal));

    private static Predicate<string> Ends(Condition condition) =>
        word => condition.Type.EndsWith(word, StringComparison.Ordinal);
}
