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

    private static readonly string[] OfCommand =
        ["exec: \"", "exec: \\\"", "executable file", "open executable", "createprocess", "fork/exec"];

    /// <param name="said">The container's last bad line; null when there is none.</param>
    /// <param name="hook">What the kubelet says of a failing postStart hook; null when none fails.</param>
    public static (string Cause, string Why) Of(
        Pod pod, ContainerStatus status, ContainerTerminated? ended, string? said, string? hook)
    {
        var waiting = status.State.Waiting;
        var words = $"{waiting?.Message} {ended?.Message}";
        var started = waiting?.Reason is not ("CreateContainerError" or "RunContainerError" or "StartError") &&
            ended?.Reason is not ("StartError" or "ContainerCannotRun" or "RunContainerError");
        if (Has(words, "exec format error") || Has(said, "exec format error"))
        {
            return (CauseCodes.ImageArchitecture, "its image is built for another processor than the node's");
        }

        if (waiting?.Reason == "PostStartHookError" || hook is not null)
        {
            return (CauseCodes.LifecycleHookFailed, "its postStart hook fails");
        }

        if (!started && ended is not { ExitCode: 126 or 127 })
        {
            return NeverBegan(pod.Spec.Container(status.Name), words);
        }

        return ended?.ExitCode switch
        {
            127 => (CauseCodes.CommandNotFound, "its image has no such command"),
            126 => (CauseCodes.CommandNotExecutable, "its command may not be executed"),
            0 when KeepsRunning(pod, status) =>
                (CauseCodes.ContainerCompletes, "its program ends successfully, and it is started again"),
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

    // Runtimes that look at the command before they make the container, such as crun, refuse it there. All of them also
    // refuse mounts, profiles and cgroups, in much the same words: only what is said of the command counts.
    private static (string Cause, string Why) NeverBegan(Container? container, string words) =>
        !NamesCommand(container, words) ? (CauseCodes.ContainerCreateFailed, "the runtime cannot create it")
        : Array.Exists(NotThere, w => Has(words, w)) ? (CauseCodes.CommandNotFound, "its image has no such command")
        : Has(words, "permission denied") ? (CauseCodes.CommandNotExecutable, "its command may not be executed")
        : (CauseCodes.ContainerCreateFailed, "the runtime cannot create it");

    private static bool NamesCommand(Container? container, string words) =>
        (Array.Exists(OfCommand, w => Has(words, w)) && !Has(words, "apparmor_parser")) ||
        (container?.Command.FirstOrDefault() is { Length: > 1 } command && Has(words, command));

    private static bool Has(string? text, string words) =>
        text?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false;
}
