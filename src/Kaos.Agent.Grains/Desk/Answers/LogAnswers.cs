using System.Globalization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>Lines of a container's log: one request.</summary>
internal static class LogAnswers
{
    private const int Usual = 100;
    private const int Most = 2000;
    private static readonly string[] Before =
    [
        "previous", "previously", "prior", "before", "crashed",
    ];

    public static async Task<Intake> OfAsync(
        IntakeWorld world, ObjectRef of, string sentence, IReadOnlyList<string> words,
        CancellationToken cancellationToken)
    {
        if (PodOf(world, of, words) is not { Spec.Containers.Count: > 0 } pod)
        {
            return new Intake.Answer($"{of} in {world.Cluster.Name} has no pod now, so there is no log to read.", null);
        }

        var since = IntakeSince.Of(sentence, world.World.Now, world.World.Objects, of);
        var asked = Lines(words);
        var request = new ReadRequest.Logs(
            pod.Metadata.Namespace, pod.Metadata.Name, ContainerOf(pod, words), words.Any(Before.Contains),
            since is null ? asked : Most);
        var file = await world.Cluster.ReadAsync(
            new CaseFile { World = world.World with { NotRead = [] } }, [request], cancellationToken);
        var place = $"{request.Namespace}/{request.Pod} in {world.Cluster.Name}";
        if (file.World.NotRead.FirstOrDefault() is { } failed)
        {
            return new Intake.Answer($"The log of {place}{From(since)} could not be read: {failed.Why}.", null);
        }

        var lines = file.World.Logs.SelectMany(log => log.Lines).Select(StampedLine.Of)
            .Where(line => since is null || line.At is null || line.At >= since).ToList();
        var text = LogText.Of(lines);
        return new Intake.Answer($"{Title(lines.Count, place, pod, request, since)}{text.How}:\n\n{text.Lines}", null);
    }

    // The named one, or of a workload's pods one that is not well.
    private static Pod? PodOf(IntakeWorld world, ObjectRef of, IReadOnlyList<string> words)
    {
        var objects = world.World.Objects;
        return objects.Pods
            .Where(item => item.Metadata.Namespace == of.Namespace &&
                (item.Metadata.Name == of.Name ||
                    Subjects.OfPod(objects, item.Metadata.Namespace, item.Metadata.Name) == of))
            .OrderByDescending(item => words.Contains(item.Metadata.Name))
            .ThenBy(IntakeRows.IsWell)
            .ThenBy(item => item.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static string ContainerOf(Pod pod, IReadOnlyList<string> words)
    {
        var all = pod.Spec.Containers.Concat(pod.Spec.InitContainers).Select(container => container.Name).ToList();
        var said = all.FirstOrDefault(name => words.Contains(name.ToLowerInvariant()));
        var near = words.Contains("container") || words.Contains("sidecar") || words.Contains("init")
            ? all.Select(name =>
                (name, Score: IntakeWords.Parts(name).Max(part => words.Max(word => IntakeWords.Likeness(word, part)))))
                .Where(found => found.Score >= 0.75).OrderByDescending(found => found.Score).Select(found => found.name)
                .FirstOrDefault()
            : null;
        return said ?? near
            ?? pod.Metadata.Annotations.GetValueOrDefault("kubectl.kubernetes.io/default-container", all[0]);
    }

    // "Last 50 lines".
    private static int Lines(IReadOnlyList<string> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i] is "lines" or "line" &&
                int.TryParse(words[i - 1], CultureInfo.InvariantCulture, out var count))
            {
                return Math.Clamp(count, 1, Most);
            }
        }

        return Usual;
    }

    private static string Title(int count, string place, Pod pod, ReadRequest.Logs request, DateTimeOffset? since)
    {
        var others = pod.Spec.Containers.Select(container => container.Name).Where(name => name != request.Container)
            .ToList();
        var container = others.Count == 0
            ? ""
            : $", container {request.Container} (others: {string.Join(", ", others)})";
        var run = request.Previous ? ", the run before this one" : "";
        return $"Last {count} {(count == 1 ? "line" : "lines")}{From(since)} of {place}{container}{run}";
    }

    private static string From(DateTimeOffset? since) => since is { } at ? $" since {IntakeRows.Stamp(at)}" : "";
}
