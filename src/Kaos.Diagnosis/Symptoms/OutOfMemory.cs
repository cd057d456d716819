using System.Diagnostics.CodeAnalysis;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

internal static class OutOfMemory
{
    /// <summary>
    /// Whether a container ended by the kernel's out-of-memory kill. One that is killed before its program begins never
    /// ran; then only the runtime's words tell (<c>container init was OOM-killed (memory limit too low?)</c>).
    /// </summary>
    public static bool Ended([NotNullWhen(true)] ContainerTerminated? ended) => ended is not null &&
        (ended.Reason == "OOMKilled" ||
            (ended.Message?.Contains("init was OOM-killed", StringComparison.OrdinalIgnoreCase) ?? false));
}
