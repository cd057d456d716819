using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Memory;

/// <summary>
/// A program whose worker processes are killed for want of memory while the container itself goes on: the kubelet
/// counts no restart, only the parent's log and the node's kernel tell.
/// </summary>
internal sealed class WorkersKilledRule : IRule
{
    private const int MostPods = 3;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    private static readonly string[] Killed = ["SIGKILL", "signal 9", "signal: killed", "killed by signal: 9"];

    public ImmutableArray<string> Causes => [CauseCodes.OomLimit];

    public ImmutableArray<string> Explains => [SymptomCodes.Errors, SymptomCodes.Latency, SymptomCodes.Other];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var pod in scene.Index.PodsOf(complaint.Subject).Where(p => !p.IsFinished()).Take(MostPods))
        {
            foreach (var container in pod.Spec.Containers.Where(c => c is not null))
            {
                if (container.Resources.Limits.TryGetValue("memory", out var limit) &&
                    Says(scene, pod, container) is { } said && Kernel(scene, pod) is { } kernel)
                {
                    yield return Draft(scene, complaint, pod, container, limit, said, kernel);
                    yield break;
                }
            }
        }
    }

    private static LogPattern? Says(Scene scene, Pod pod, Container container) =>
        scene.Folded(pod.Metadata.Namespace, pod.Metadata.Name, container.Name, false)?.Patterns
            .Where(p => p.Level >= LineLevel.Warning &&
                Array.Exists(Killed, k => p.Sample.Contains(k, StringComparison.OrdinalIgnoreCase)))
            .MaxBy(p => (p.LastSeen, p.FirstIndex));

    // The kernel's own word, as whatever watches it passes it on.
    private static Event? Kernel(Scene scene, Pod pod) => pod.Spec.NodeName is not { } node ? null : scene.Index
        .EventsOf(Refs.Of("Node", null, node))
        .Where(e => e.Reason is "OOMKilling" or "SystemOOM" && scene.Now - (e.LastSeen ?? scene.Now) < Recent)
        .MaxBy(e => e.LastSeen);

    private static Draft Draft(
        Scene scene, Complaint complaint, Pod pod, Container container, Quantity limit, LogPattern said, Event kernel)
    {
        var subject = complaint.Subject;
        var target = subject with { Container = container.Name };
        var notes = new Notes();
        var logged = notes.Add(
            Sources.Logs, "workers-killed", pod.Ref() with { Container = container.Name }, said.LastSeen ?? scene.Now,
            $"It logs \"{Say.Short(said.Sample)}\", {Say.Count(said.Count, "time")}", ("lines", said.Count));
        var told = notes.Add(
            Sources.Events, "kernel", Refs.Of("Node", null, pod.Spec.NodeName ?? ""), kernel.LastSeen ?? scene.Now,
            $"{kernel.Reason}: {Say.Short(kernel.Message ?? "", 300)}", ("times", kernel.Times));
        var advice = MemoryLimit.Advise(container.Name, limit, null);
        return new Draft
        {
            Cause = CauseCodes.OomLimit,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain =
            [
                new Claim($"The kernel of node {pod.Spec.NodeName} kills processes for want of memory", [told]),
                new Claim(
                    $"Workers of container {container.Name}, which may use {limit}, are killed one by one", [logged]),
            ],
            Facts = Facts.Of(
                (FactNames.Container, container.Name), (FactNames.Workload, $"{subject.Kind}/{subject.Name}"),
                (FactNames.Limit, limit.ToString()), (FactNames.SuggestedLimit, advice.Suggested)),
            Weights = [Confidence.Derived, Confidence.Aligned],
            Explains = complaint.Symptoms,
            Onset = said.FirstSeen ?? complaint.Since,
            Limit = advice,
            Summary = $"Workers of container {container.Name} of {subject.Named()} are killed for want of memory: its " +
                $"limit is {limit}. The container itself goes on, so nothing restarts.",
        };
    }
}
