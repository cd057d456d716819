using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.ControlPlane;

/// <summary>
/// A part of the control plane that does not do its work, and what waits for it: pods that no scheduler has looked at,
/// controllers' work that is not done.
/// </summary>
internal sealed class ControlPlaneRule : IRule
{
    private static readonly string[] Controllers =
    [
        SymptomCodes.CronJobNotRunning, SymptomCodes.ReplicasMissing, SymptomCodes.StuckTerminating,
        SymptomCodes.JobStuck, SymptomCodes.Other,
    ];

    public ImmutableArray<string> Causes =>
    [
        CauseCodes.ApiServerFailing, CauseCodes.ControllerManagerDown, CauseCodes.EtcdFailing, CauseCodes.SchedulerDown,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.ControlPlane, SymptomCodes.Pending, .. Controllers];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.ControlPlane))
        {
            if (scene.Index.Objects.Find<Component>("", symptom.Object.Name) is { } part &&
                PlaneTrouble.Of(scene.Index.Objects, part) is { } trouble)
            {
                yield return Of(scene, part, trouble, complaint.Subject, [symptom], null);
            }
        }

        if (Unlooked(scene, complaint) is { Count: > 0 } waiting)
        {
            if (Trouble(scene, Component.Scheduler) is var (part, trouble))
            {
                yield return Of(
                    scene, part, trouble, complaint.Subject, waiting,
                    "No scheduler has looked at its pods: they have neither a PodScheduled condition nor an event");
            }
            else if (scene.Index.Objects.Find<Component>("", Component.Scheduler) is not { Leases.Count: > 0 })
            {
                yield return Silent(scene, complaint, waiting);
            }
        }

        var undone = complaint.Of(Controllers).ToList();
        if (undone.Count > 0 && Trouble(scene, Component.ControllerManager) is var (manager, idle) &&
            undone.Where(symptom => IsUndone(scene, complaint, symptom, idle)).ToList() is { Count: > 0 } followed)
        {
            yield return Of(
                scene, manager, idle, complaint.Subject, followed,
                $"{complaint.Subject.Named()} waits for a controller that runs in it");
        }
    }

    private static List<Symptom> Unlooked(Scene scene, Complaint complaint) =>
    [
        .. complaint.Of(SymptomCodes.Pending).Where(symptom =>
            scene.Index.Objects.Find<Pod>(symptom.Object.Namespace ?? "", symptom.Object.Name) is
            { Spec: { NodeName: null, SchedulerName: null or "" or "default-scheduler" } } pod &&
            pod.Status.Conditions.Condition("PodScheduled") is null),
    ];

    private static (Component Part, PlaneTrouble Trouble)? Trouble(Scene scene, string name) =>
        scene.Index.Objects.Find<Component>("", name) is { } part &&
            PlaneTrouble.Of(scene.Index.Objects, part) is { } trouble
            ? (part, trouble)
            : null;

    // What was reported waits for a controller only where its newest wish has not been taken up.
    private static bool IsUndone(Scene scene, Complaint complaint, Symptom symptom, PlaneTrouble idle) =>
        symptom.Code == SymptomCodes.Other
            ? scene.Index.Objects.Find<Deployment>(
                complaint.Subject.Namespace ?? "", complaint.Subject.Name) is { } item &&
                item.Metadata.Generation > item.Status.ObservedGeneration
            : symptom.Since >= idle.Since;

    private static Draft Of(
        Scene scene, Component part, PlaneTrouble trouble, ObjectRef subject, IReadOnlyList<Symptom> symptoms,
        string? consequence)
    {
        var name = part.Metadata.Name;
        var notes = new Notes();
        var lease = part.Leases.MinBy(part.AgeOf);
        var told = notes.Add(
            Sources.ControlPlane, name, lease is null ? part.Ref() : lease.Ref(), trouble.Since,
            $"{name}: {trouble.Text}");
        var suffers = consequence is null ? null : notes.Add(
            Sources.PodStatus, "waits", symptoms[0].Object, symptoms[0].Since, consequence);
        var pod = OwnPod(scene, name);
        return new Draft
        {
            Cause = name switch
            {
                Component.Store => CauseCodes.EtcdFailing,
                Component.Scheduler => CauseCodes.SchedulerDown,
                Component.ControllerManager => CauseCodes.ControllerManagerDown,
                _ => CauseCodes.ApiServerFailing,
            },
            Root = pod ?? part.Ref(),
            Edit = pod ?? part.Ref(),
            Subject = subject,
            Notes = notes,
            Chain =
            [
                new Claim($"{name}: {trouble.Text}", [told]),
                .. suffers is null ? [] : new[] { new Claim(consequence ?? "", [suffers]) },
            ],
            Facts = Facts.Of(
                ("component", name), ("holder", lease?.Spec.HolderIdentity), ("since", Say.Stamp(trouble.Since)),
                ("checks", string.Join(", ", part.Failing.Select(check => check.Name)))),
            Weights = [Confidence.Stated, Confidence.Derived],
            Explains = [.. symptoms],
            Onset = trouble.Since,
            SuffersFrom = consequence is not null ? part.Ref() : pod,
            Summary = $"{name} does not work: {trouble.Text}. {Meaning(name)}",
        };
    }

    // Managed clusters hide their leases; a pod that nobody has looked at still speaks.
    private static Draft Silent(Scene scene, Complaint complaint, IReadOnlyList<Symptom> waiting)
    {
        var root = new ObjectRef(nameof(Component), null, Component.Scheduler);
        var notes = new Notes();
        var id = notes.Add(
            Sources.PodStatus, "waits", waiting[0].Object, waiting[0].Since,
            $"Pod {waiting[0].Object.Name} has neither a PodScheduled condition nor an event since {Say.Clock(waiting[0].Since)}");
        return new Draft
        {
            Cause = CauseCodes.SchedulerDown,
            Root = root,
            Edit = root,
            Subject = complaint.Subject,
            Notes = notes,
            Chain =
                [new Claim("No scheduler has looked at its pods; the lease of kube-scheduler cannot be seen here",
                    [id])],
            Facts = Facts.Of(("component", Component.Scheduler)),
            Weights = [Confidence.Derived, Confidence.Agreeing],
            Explains = [.. waiting],
            Onset = waiting.Min(symptom => symptom.Since),
            Summary = $"No scheduler has looked at the pods of {complaint.Subject.Named()}; whether kube-scheduler runs " +
                "does not show here (its lease could not be seen).",
        };
    }

    private static string Meaning(string name) => name switch
    {
        Component.Store => "Reads may be old and writes fail or are lost until it is well.",
        Component.Scheduler => "New pods stay Pending, without any event; those that run are not touched.",
        Component.ControllerManager =>
            "Nothing is scaled, rolled out, replaced or cleaned up, and lost nodes are not noticed; what runs goes on.",
        _ => "What the check stands for does not work on this API server.",
    };

    // The static pod that runs it, where there is only the one and it shows.
    private static ObjectRef? OwnPod(Scene scene, string name)
    {
        var pods = scene.Index.Objects.Pods
            .Where(pod => pod.Metadata.Namespace == "kube-system" &&
                pod.Metadata.Labels.GetValueOrDefault("component") == name)
            .ToList();
        return pods.Count == 1 ? pods[0].Ref() : pods.Find(pod => !pod.IsReady())?.Ref();
    }
}
