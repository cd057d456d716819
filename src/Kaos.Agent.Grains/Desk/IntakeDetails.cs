using System.Text;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk;

/// <summary>One object for reading. Pure.</summary>
internal static class IntakeDetails
{
    /// <summary>Of a workload's pods the one that is not well, else the first, and how many others there are.</summary>
    public static Intake.Answer OfPodOf(IntakeWorld world, ObjectRef of)
    {
        var pods = Pods(world, of).OrderBy(IntakeRows.IsWell)
            .ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal).ToList();
        if (of.Kind == "Pod" || pods.Count == 0)
        {
            return Of(world, of);
        }

        var answer = Of(world, Clusters.Subjects.Ref(pods[0]));
        return pods.Count == 1
            ? answer
            : answer with
            {
                Text = $"{answer.Text}\nOne of {pods.Count} pods of {of.Named()}; the others: "
                    + $"{string.Join(", ", pods.Skip(1).Take(5).Select(pod => $"{pod.Metadata.Name} ({IntakeRows.PodState(pod)})"))}"
                    + (pods.Count > 6 ? ", …" : ""),
            };
    }

    public static Intake.Answer Of(IntakeWorld world, ObjectRef of)
    {
        var objects = world.World.Objects;
        if (objects.Find(of.Kind, of.Namespace ?? "", of.Name) is not { } item)
        {
            return new Intake.Answer($"{of} is not there any more.", null);
        }

        var text = new StringBuilder(
            $"{of.Kind} {(of.Namespace is null ? "" : of.Namespace + "/")}{of.Name} in {world.Cluster.Name}, age {IntakeRows.Age(item.Metadata, world.World.Now)}.");
        if (item.Metadata.Labels.Count > 0)
        {
            text.Append(
                $"\nLabels: {string.Join(", ", item.Metadata.Labels.Select(pair => $"{pair.Key}={pair.Value}"))}");
        }

        if (IntakeRows.Replicas(item) is var (wanted, ready))
        {
            text.Append($"\nReplicas: {ready} of {wanted} ready");
        }

        var pods = Pods(world, of);
        if (KindFacts.Restarts(pods, world.World.Now) is { } restarts)
        {
            text.Append($"\n{restarts}");
        }

        foreach (var line in KindFacts.Of(item, world.World.Now))
        {
            text.Append($"\n{line}");
        }

        foreach (var container in SpecOf(item)?.Containers ?? [])
        {
            text.Append($"\nContainer {container.Name}: {container.Image}{Resources(container)}");
        }

        var table = new IntakeTable(
            text.ToString(), IntakeRows.PodColumns, [.. pods.Select(p => IntakeRows.Pod(p, world.World.Now))]);
        return pods.Count == 0 ? new Intake.Answer(text.ToString(), null) : table.ToAnswer();
    }

    private static List<Pod> Pods(IntakeWorld world, ObjectRef of) =>
    [
        .. world.World.Objects.Pods.Where(pod =>
            pod.Metadata.Namespace == of.Namespace && pod.Metadata.Name != of.Name &&
            Clusters.Subjects.OfPod(world.World.Objects, pod.Metadata.Namespace, pod.Metadata.Name) == of),
    ];

    private static PodSpec? SpecOf(IKubernetesObject item) => item switch
    {
        Pod pod => pod.Spec,
        Deployment d => d.Spec.Template.Spec,
        StatefulSet s => s.Spec.Template.Spec,
        DaemonSet d => d.Spec.Template.Spec,
        Job j => j.Spec.Template.Spec,
        CronJob c => c.Spec.JobTemplate.Spec.Template.Spec,
        _ => null,
    };

    private static string Resources(Container container)
    {
        var limits = container.Resources.Limits;
        return limits.Count == 0
            ? ""
            : $" (limits {string.Join(", ", limits.Select(pair => $"{pair.Key} {pair.Value}"))})";
    }
}
