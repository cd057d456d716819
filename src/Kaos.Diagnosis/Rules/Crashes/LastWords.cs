using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Crashes;

/// <summary>What a container said before it ended, or the runtime where it never began.</summary>
internal static class LastWords
{
    private static readonly string[] Wrappers =
        ["error during container init: ", "unable to start container process: ", "desc = "];

    /// <summary>
    /// The last bad line of the run that ended, else of the current one, else what the kubelet noted, else the last
    /// warning.
    /// </summary>
    public static (string Text, int Lines)? Of(Scene scene, ObjectRef at) =>
        Logged(scene, at, l => l.Level == LineLevel.Error) ?? Noted(scene, at) ??
        Logged(scene, at, l => l.Level == LineLevel.Warning);

    /// <summary>The innermost reason of a runtime's message; every layer wraps what the one below said.</summary>
    public static string? Core(string? message)
    {
        foreach (var wrapper in Wrappers)
        {
            if (message?.LastIndexOf(wrapper, StringComparison.Ordinal) is { } at and >= 0)
            {
                return message[(at + wrapper.Length)..].Trim();
            }
        }

        return message;
    }

    private static (string Text, int Lines)? Logged(Scene scene, ObjectRef at, Func<LogPattern, bool> counts)
    {
        foreach (var previous in new[] { true, false })
        {
            if (scene.Folded(at.Namespace ?? "", at.Name, at.Container ?? "", previous) is { Lines: > 0 } folding &&
                folding.Patterns.Where(counts).MaxBy(p => p.FirstIndex) is { } last)
            {
                return (last.Sample, folding.Lines);
            }
        }

        return null;
    }

    private static (string Text, int Lines)? Noted(Scene scene, ObjectRef at)
    {
        var status = scene.Index.Objects.Find<Pod>(at.Namespace ?? "", at.Name)?.AllStatuses()
            .FirstOrDefault(s => s.Name == at.Container);
        var message = status?.LastState.Terminated?.Message ?? status?.State.Terminated?.Message;
        return message is { Length: > 0 } ? (Core(message.Trim()) ?? "", 1) : null;
    }
}
