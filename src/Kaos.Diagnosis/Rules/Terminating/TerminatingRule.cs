using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Terminating;

/// <summary>
/// What keeps an object that was deleted: a finalizer, a node that does not answer, a kubelet that cannot end it.
/// </summary>
internal sealed class TerminatingRule : IRule
{
    private static readonly string[] KubeletFails =
        ["FailedKillPod", "FailedPreStopHook", "FailedUnMount", "FailedUnmountDevice", "ExceededGracePeriod"];

    public ImmutableArray<string> Causes =>
        [CauseCodes.FinalizerStuck, CauseCodes.PodStuckTerminating, CauseCodes.NodeNotReady];

    public ImmutableArray<string> Explains => [SymptomCodes.StuckTerminating];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.StuckTerminating))
        {
            var of = symptom.Object;
            if (of.Kind != "Namespace" && scene.Index.Objects.Find(of.Kind, of.Namespace ?? "", of.Name) is { } item)
            {
                yield return item.Metadata.Finalizers.Count > 0
                    ? Finalizer(scene, complaint.Subject, symptom, item)
                    : OfPod(scene, complaint.Subject, symptom, item);
            }
        }
    }

    private static Draft Finalizer(Scene scene, ObjectRef subject, Symptom symptom, IKubernetesObject item)
    {
        var notes = new Notes();
        var names = item.Metadata.Finalizers.Where(f => f is not null).ToList();
        var owner = KnownFinalizer.Owner(names[0]);
        var waits = notes.Add(
            Sources.Spec, "finalizers", item.Ref(), symptom.Since,
            $"{item.Ref().Named()} was deleted at {Say.Stamp(symptom.Since)} and keeps the finalizer {Say.List(names)}");
        var chain = ImmutableArray.Create(
            new Claim($"It waits for finalizer {names[0]}, which {owner} removes", [waits]));
        var users = item is PersistentVolumeClaim claim ? Users(scene, claim) : [];
        if (users.Count > 0)
        {
            var used = notes.Add(
                Sources.PodStatus, "users", item.Ref(), scene.Now, $"Pod {Say.List(users)} uses the claim");
            chain = chain.Insert(0, new Claim($"Pod {Say.List(users)} still uses it", [used]));
        }

        return Draft(subject, symptom, notes, chain) with
        {
            Cause = CauseCodes.FinalizerStuck,
            Facts = Facts.Of(
                ("finalizer", string.Join(",", names)), ("removedBy", owner), ("usedBy", string.Join(",", users))),
            Weights = [Confidence.Stated, users.Count > 0 ? Confidence.Derived : Confidence.Hint],
            Summary = $"{item.Ref().Named()} does not go since {Say.Clock(symptom.Since)}: it waits for finalizer {names[0]}, which {owner} removes" +
                (users.Count > 0 ? $"; pod {Say.List(users)} still uses it." : "."),
        };
    }

    private static List<string> Users(Scene scene, PersistentVolumeClaim claim) =>
    [
        .. scene.Index.Objects.Pods
            .Where(p => p.Metadata.Namespace == claim.Metadata.Namespace && !p.IsFinished() &&
                p.Spec.Volumes.Any(v => v?.PersistentVolumeClaim?.ClaimName == claim.Metadata.Name))
            .Select(p => p.Metadata.Name).Order(StringComparer.Ordinal),
    ];

    private static Draft OfPod(Scene scene, ObjectRef subject, Symptom symptom, IKubernetesObject item)
    {
        var notes = new Notes();
        var node = (item as Pod)?.Spec.NodeName is { } name ? scene.Index.Objects.Find<Node>("", name) : null;
        var late = notes.Add(Sources.PodStatus, "late", item.Ref(), symptom.Since, symptom.Text);
        if (node?.Status.Conditions.Condition("Ready") is { IsTrue: false } ready)
        {
            var broken = notes.Add(
                Sources.Node, "not-ready", node.Ref(), ready.LastTransitionTime ?? scene.Now,
                $"Node {node.Metadata.Name} is not ready: {Say.Short(ready.Message ?? "")}");
            return Draft(subject, symptom, notes,
                [new Claim($"Node {node.Metadata.Name} does not answer, so nobody confirms that the pod has ended",
                    [broken, late])]) with
            {
                Cause = CauseCodes.NodeNotReady,
                Root = node.Ref(),
                Edit = node.Ref(),
                Facts = Facts.Of((FactNames.Node, node.Metadata.Name)),
                Weights = [Confidence.Stated, Confidence.Derived],
                Summary = $"{item.Ref().Named()} does not go because node {node.Metadata.Name} does not answer.",
            };
        }

        var said = scene.Index.EventsOf(item.Ref()).Where(e => KubeletFails.Contains(e.Reason)).MaxBy(e => e.LastSeen);
        var why = said is null
            ? "the kubelet has not confirmed that it ended"
            : Say.Short(said.Message ?? said.Reason ?? "", 300);
        var ids = said is null
            ? ImmutableArray.Create(late)
            : [late, notes.Add(Sources.Events, "kubelet", item.Ref(), said.LastSeen ?? scene.Now,
                $"{said.Reason}: {why}", ("times", said.Times))];
        return Draft(
            subject, symptom, notes,
            [new Claim($"Its grace is over since {Say.Clock(symptom.Since)}: {why}", ids)]) with
        {
            Cause = CauseCodes.PodStuckTerminating,
            Facts = Facts.Of((FactNames.Node, node?.Metadata.Name), (FactNames.Workload, subject.Short())),
            Weights = said is null ? [Confidence.Derived, Confidence.Hint] : [Confidence.Derived, Confidence.Stated],
            Summary = $"{item.Ref().Named()} was to be gone at {Say.Clock(symptom.Since)} and is still there: {why}.",
        };
    }

    private static Draft Draft(ObjectRef subject, Symptom symptom, Notes notes, ImmutableArray<Claim> chain) => new()
    {
        Cause = CauseCodes.PodStuckTerminating,
        Severity = Severity.Warning,
        Root = symptom.Object,
        Edit = symptom.Object,
        Subject = subject,
        Notes = notes,
        Chain = chain,
        Weights = [Confidence.Derived],
        Explains = [symptom],
        Onset = symptom.Since,
        Summary = "",
    };
}
