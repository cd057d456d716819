using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>A line in which a container itself says what it fails at, and where it was said.</summary>
internal sealed record LogStatement(Pod Pod, Container Container, string Line, int Times, DateTimeOffset? At)
{
    // What ends a container stands at the end of its log; further up it is one trouble among others.
    private const int Telling = 12;

    /// <summary>
    /// The last line that a recogniser takes, near the end of the log of a pod of the subject: in the run that ended,
    /// else in the current one.
    /// </summary>
    public static (LogStatement Said, T What)? Find<T>(Scene scene, Draft draft, Func<string, T?> recognise)
        where T : class
    {
        foreach (var pod in scene.Index.PodsOf(draft.Subject))
        {
            foreach (var container
                in pod.Spec.AllContainers().Where(c => draft.Root.Container is null || c.Name == draft.Root.Container))
            {
                foreach (var previous in new[] { true, false })
                {
                    var lines = scene.Log(pod.Metadata.Namespace, pod.Metadata.Name, container.Name, previous)?.Lines;
                    if (Find(lines, recognise) is var (line, what))
                    {
                        var times = lines?.Count(l => recognise(Plain(l)) is not null) ?? 1;
                        return (new LogStatement(pod, container, line, times, LineReader.Read(line).At), what);
                    }
                }
            }
        }

        return null;
    }

    private static (string Line, T What)? Find<T>(IReadOnlyList<string>? lines, Func<string, T?> recognise)
        where T : class =>
        lines?.Where(l => !string.IsNullOrWhiteSpace(l)).TakeLast(Telling).Reverse()
            .Select(l => (Line: Plain(l), What: recognise(Plain(l))))
            .Where(l => l.What is not null)
            .Select(l => ((string, T)?)(l.Line, l.What!))
            .FirstOrDefault();

    // Structured logs escape the quotes of what they quote.
    private static string Plain(string line) => line.Replace("\\\"", "\"", StringComparison.Ordinal);
}
