using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Crashes;

/// <summary>Which cause the end of a container, or the reason why it never began, speaks for.</summary>
internal static class CrashCause
{
    private static readonly string[] NotThere =
        ["executable file not found", "no such file or directory", "command not found", "not found in $path",
            "cannot find the file specified"];

    /// <param name="said">The container's last bad line; null when there is none.</param>
    /// <param name="hook">What the kubelet says of a failing postStart hook; null when none fails.</param>
    public static (string Cause, string Why) Of(
        Pod pod, ContainerStatus status, ContainerTerminated? ended, string? said, string? hook)
    {
        var waiting = status.State.Waiting;
        var words = $"{waiting?.Message} {ended?.Message}";
        var started = ended is null ||
            ended.Reason is not ("StartError" or "ContainerCannotRun" or "RunContainerError");
        if (Has(words, "exec format error") || Has(said, "exec format error"))
        {
            return (CauseCodes.ImageArchitecture, "its image is built for another processor than the node's");
        }

        if (waiting?.Reason == "PostStartHookError" || hook is not null)
        {
            return (CauseCodes.LifecycleHookFailed, "its postStart hook fails");
        }

        if (waiting?.Reason == "CreateContainerError" && Has(words, "permission denied") &&
            NamesCommand(pod.Spec.Container(status.Name), words))
        {
            return (CauseCodes.CommandNotExecutable, "its command may not be executed");
        }

        if (waiting?.Reason == "CreateContainerError")
        {
            return (CauseCodes.ContainerCreateFailed, "the runtime cannot create it");
        }

        return ended?.ExitCode switch
        {
            127 => (CauseCodes.CommandNotFound, "its image has no such command"),
            126 => (CauseCodes.CommandNotExecutable, "its command may not be executed"),
            0 when KeepsRunning(pod, status) =>
                (CauseCodes.ContainerCompletes, "its program ends successfully, and it is started again"),
            _ when !started && NotThere.Any(w => Has(words, w)) =>
                (CauseCodes.CommandNotFound, "its image has no such command"),
            _ when !started && Has(words, "permission denied") =>
                (CauseCodes.CommandNotExecutable, "its command may not be executed"),
            _ => (CauseCodes.CrashLoop, "it ends by itself"),
        };
    }

    /// <summary>The kubelet's latest words about a failing postStart hook of a container.</summary>
    public static Event? FailedHook(Scene scene, Pod pod, string container) => scene.Index.EventsOf(pod.Ref())
        .Where(e =>
            e.Reason == "FailedPostStartHook" && (e.InvolvedObject.FieldPath ?? "")
                .Contains($"{{{container}}}", StringComparison.Ordinal))
        .MaxBy(e => e.LastSeen);

    /// <summary>
    /// Whether the container is meant to run for ever: not an init container, not in a pod that may finish.
    /// </summary>
    private static bool KeepsRunning(Pod pod, ContainerStatus status) =>
        pod.Spec.RestartPolicy is null or "Always" &&
        (pod.Spec.Containers.Any(c => c?.Name == status.Name) ||
            pod.Spec.Container(status.Name)?.RestartPolicy == "Always");

    // Runtimes that look at the command before they make the container, such as crun, refuse it there; they also refuse
    // mounts.
    private static bool NamesCommand(Container? container, string words) => Has(words, "open executable") ||
        (container?.Command.FirstOrDefault() is { Length: > 1 } command && Has(words, command));

    private static bool Has(string? text, string words) =>
        text?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false;
}
