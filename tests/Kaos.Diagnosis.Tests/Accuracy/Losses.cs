using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>Worlds of which something cannot be read, or is no longer there.</summary>
internal static class Losses
{
    public static ClusterSnapshot Of(ClusterSnapshot world, Form form) => form switch
    {
        Form.WithoutLogs => Logs(world),
        Form.WithoutEvents => Events(world),
        Form.WithoutMetrics => Metrics(world),
        Form.ObjectsAlone => Metrics(Events(Logs(world))),
        Form.Late => Events(Logs(world)) with { NotRead = world.NotRead },
        _ => world,
    };

    private static ClusterSnapshot Logs(ClusterSnapshot world) => Unread(
        world with { Logs = [] }, world.Logs.Select(log => $"logs/{log.Namespace}/{log.Pod}/{log.Container}"));

    private static ClusterSnapshot Events(ClusterSnapshot world) => Unread(
        world with { Objects = new ClusterObjectsBuilder().AddRange<Event>([]).AddOtherKinds(world.Objects).Build() },
        ["events"]);

    private static ClusterSnapshot Metrics(ClusterSnapshot world) => Unread(
        world with { Series = [] }, world.Objects.Pods.Select(pod => $"metrics/{pod.Metadata.Namespace}").Distinct());

    private static ClusterSnapshot Unread(ClusterSnapshot world, IEnumerable<string> what) => world with
    {
        NotRead = [.. world.NotRead, .. what.Select(part => new UnreadPart(part, "403: forbidden"))],
    };
}
