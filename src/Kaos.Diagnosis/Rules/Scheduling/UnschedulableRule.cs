using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Starting;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>
/// A pod that fits nowhere. The reason that keeps it off most nodes counts; the others are said with numbers.
/// </summary>
internal sealed class UnschedulableRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.UnschedulableResources, CauseCodes.UnschedulableTaint, CauseCodes.UnschedulableAffinity,
        CauseCodes.UnschedulableVolume, CauseCodes.UnschedulableCordon, CauseCodes.UnschedulableAntiAffinity,
        CauseCodes.UnschedulablePodAffinity, CauseCodes.UnschedulableTopologySpread, CauseCodes.UnschedulableHostPort,
        CauseCodes.UnschedulablePodCount, CauseCodes.UnschedulableExtendedResource,
        CauseCodes.UnschedulableVolumeCount, CauseCodes.VolumeMultiAttach, CauseCodes.CsiDriverMissing,
        CauseCodes.UnschedulableOther,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.Pending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var waiting = complaint.Of(SymptomCodes.Pending)
            .Select(s => (Symptom: s, Pod: scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name)))
            .Where(s =>
                s.Pod?.Status.Conditions.Condition("PodScheduled") is { IsFalse: true, Reason: "Unschedulable" or "SchedulerError" })
            .ToList();
        if (waiting.Count == 0 || waiting[0].Pod is not { } pod || Message(scene, pod) is not var (message, at, source))
        {
            yield break;
        }

        var reach = VolumePlace.Of(scene, pod) is { Count: > 0 } places ? VolumePlace.Within(scene, places).Count : 0;
        var hasNode = OwnNode.Of(pod) is not null || scene.Index.Objects.Nodes.Any(n => NodeDemand.IsMetBy(pod, n));
        var decided = Decide(message, hasNode, reach > 0, IsClosedOff(scene, pod, message));
        if (VolumeZoneRule.Of(scene, pod) is not null || decided is not var (cause, main))
        {
            yield break;
        }

        if (SchedulingReason.Resource(main.Reason) is { } device && RejectedRule.IsFor(scene, complaint, device))
        {
            yield break;
        }

        yield return Draft(
            scene, complaint.Subject, [.. waiting.Select(w => w.Symptom)], pod, message, main, cause, at, source);
    }

    // Where the control plane runs, nothing else was ever meant to.
    private static readonly string[] ControlPlane =
        ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

    // Closed nodes and taints of broken nodes come with every message; where anything else also stands in the way, that
    // is what its owner can change. A pod that is made for some nodes never fits the others: what keeps it off those
    // that it is made for counts; of one whose volumes some nodes do reach, those nodes' reasons.
    private static (string Cause, (int Nodes, string Reason) Main)? Decide(
        SchedulerMessage message, bool hasNode, bool isReached, bool isClosedOff) => message.Reasons
        .Select(r => (Cause: SchedulingReason.Cause(r.Reason), Main: r))
        .OrderBy(r => r.Cause is null)
        .ThenBy(r => isClosedOff && r.Cause == CauseCodes.UnschedulableAntiAffinity)
        .ThenBy(r => ControlPlane.Any(t => r.Main.Reason.Contains(t, StringComparison.Ordinal)))
        .ThenBy(r => hasNode && r.Cause == CauseCodes.UnschedulableAffinity)
        .ThenBy(r => isReached && r.Main.Reason.Contains("node affinity", StringComparison.OrdinalIgnoreCase) &&
            r.Cause == CauseCodes.UnschedulableVolume)
        .ThenByDescending(r => r.Main.Nodes)
        .ThenBy(r => r.Cause is CauseCodes.UnschedulableTaint or CauseCodes.UnschedulableCordon)
        .ThenBy(r => r.Main.Reason, StringComparer.Ordinal)
        .Select(r => ((string, (int, string))?)(r.Cause ?? CauseCodes.UnschedulableOther, r.Main))
        .FirstOrDefault();

    // As many nodes as pods that must not share one: each had its own until one of the nodes was closed.
    private static bool IsClosedOff(Scene scene, Pod pod, SchedulerMessage message) =>
        message.Reasons.Any(r => SchedulingReason.Cause(r.Reason) == CauseCodes.UnschedulableCordon) &&
        scene.Index.WorkloadOf(Owners.TopOwner(scene.Index.Objects, pod))?.Wanted is { } wanted &&
        wanted <= message.Reasons
            .Where(r => SchedulingReason.Cause(r.Reason)
                is CauseCodes.UnschedulableCordon or CauseCodes.UnschedulableAntiAffinity)
            .Sum(r => r.Nodes);

    private static (SchedulerMessage, DateTimeOffset, string)? Message(Scene scene, Pod pod)
    {
        var condition = pod.Status.Conditions.Condition("PodScheduled");
        if (SchedulerMessage.Parse(condition?.Message) is { Reasons.Length: > 0 } told)
        {
            return (told, condition?.LastTransitionTime ?? scene.Now, Sources.PodStatus);
        }

        var failed = scene.Index.EventsOf(pod.Ref()).Where(e => e.Reason == "FailedScheduling").MaxBy(e => e.LastSeen);
        return SchedulerMessage.Parse(failed?.Message) is { Reasons.Length: > 0 } said
            ? (said, failed?.LastSeen ?? scene.Now, Sources.Events)
            : Whole(condition?.Message ?? failed?.Message) is { } whole
                ? (whole, failed?.LastSeen ?? scene.Now,
                    condition?.Message is null ? Sources.Events : Sources.PodStatus)
                : null;
    }

    // What stops a pod before any node is looked at comes without numbers: its claims, its devices, no node at all.
    private static SchedulerMessage? Whole(string? text) =>
        text is { Length: > 0 } ? new SchedulerMessage(0, [(0, SchedulerMessage.Sentence(text))]) : null;

    private static Draft Draft(
        Scene scene,
        ObjectRef subject,
        ImmutableArray<Symptom> symptoms,
        Pod pod,
        SchedulerMessage message,
        (int Nodes, string Reason) main,
        string cause,
        DateTimeOffset at,
        string source)
    {
        var notes = new Notes();
        var counted = message.Nodes == 0 ? "" : $" on {main.Nodes} of {message.Nodes}";
        var split = message.Nodes == 0
            ? $"The scheduler does not place pod {pod.Metadata.Name}: {Say.Short(main.Reason)}"
            : $"None of {message.Nodes} nodes takes pod {pod.Metadata.Name}: " +
                Say.Short(string.Join(", ", message.Reasons.Select(r => $"{r.Nodes} {r.Reason}")));
        var said = notes.Add(
            source, "unschedulable", pod.Ref(), at,
            split,
            ("nodes", message.Nodes), ("nodesWithMainReason", main.Nodes));
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts[FactNames.Workload] = $"{subject.Kind}/{subject.Name}";
        facts["nodes"] = message.Nodes.ToString(CultureInfo.InvariantCulture);
        var detail = Detail(scene, pod, cause, main.Reason, notes, facts);
        var root = detail?.Root ?? subject;
        return new Draft
        {
            Cause = cause,
            Severity = Severity.Warning,
            Root = root,
            Edit = detail?.Root ?? subject,
            Subject = subject,
            Notes = notes,
            Chain = detail is null
                ? [new Claim($"No node takes the pod: {main.Reason}{counted}", [said])]
                : [detail.Claim,
                    new Claim($"No node takes the pod: {Say.Short(main.Reason)}{counted}", [said])],
            RuledOut = OtherReasons(message, main, said),
            Facts = facts.ToImmutable(),
            Weights = detail switch
            {
                null => [Confidence.Stated],
                { IsOpen: true } => [Confidence.Derived],
                _ => [Confidence.Stated, Confidence.Derived],
            },
            Explains = symptoms,
            Onset = symptoms.Min(s => s.Since),
            SuffersFrom = cause == CauseCodes.UnschedulableExtendedResource &&
                SchedulingReason.Resource(main.Reason) is { } device
                ? DevicePlugin.InTrouble(scene, device)
                : null,
            Summary = $"{subject.Named()} waits for a node: {Say.Short(main.Reason)}{(message.Nodes == 0 ? "" : $" ({main.Nodes} of {message.Nodes} nodes)")}." +
                (detail is null ? "" : $" {detail.Claim.Text}."),
        };
    }

    private static ImmutableArray<RuledOut> OtherReasons(
        SchedulerMessage message, (int Nodes, string Reason) main, string said) =>
    [
        .. message.Reasons
            .Where(r => r != main && r.Nodes < message.Nodes)
            .Select(r => new RuledOut(
                $"\"{Say.Short(r.Reason)}\"", $"it keeps the pod off {r.Nodes} of {message.Nodes} nodes only", [said])),
    ];

    /// <param name="IsOpen">It only leads to the next question, of which nothing was seen.</param>
    private sealed record Found(ObjectRef? Root, Claim Claim, bool IsOpen = false);

    private static Found? Detail(
        Scene scene, Pod pod, string cause, string reason, Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts) => cause switch
        {
            CauseCodes.UnschedulableResources
                or CauseCodes.UnschedulableExtendedResource when SchedulingReason.Resource(reason) is { } resource =>
                Resources(scene, pod, resource, notes, facts),
            CauseCodes.UnschedulableVolume or CauseCodes.VolumeMultiAttach => Claimed(scene, pod, notes),
            CauseCodes.UnschedulableCordon => Cordoned(scene, notes, facts),
            CauseCodes.UnschedulableTaint =>
                TaintDetail.Tell(scene, pod, notes, facts) is var (node, claim) ? new Found(node, claim) : null,
            _ => PlaceDetail.Tell(scene, pod, cause, notes, facts) is { } place ? new Found(null, place) : null,
        };

    private static Found Resources(
        Scene scene, Pod pod, string resource, Notes notes, ImmutableSortedDictionary<string, string>.Builder facts)
    {
        var asked = NodeRoom.Asked(pod.Spec, resource);
        var own = OwnNode.Of(pod);
        var rooms = NodeRoom.Of(scene, resource).Where(r => own is null || r.Node == own).ToList();
        var most = Amount(resource, rooms.Select(r => r.Allocatable).DefaultIfEmpty(0).Max());
        var wanted = Amount(resource, asked);
        facts["resource"] = resource;
        facts["requested"] = wanted.ToString();
        facts["largestNode"] = most.ToString();
        var text = $"The pod asks for {wanted} {resource}; {(own is null ? "the largest node" : $"its node {own}")} has {most}";
        if (own is not null)
        {
            facts[FactNames.Node] = own;
        }

        if (rooms.Count > 0)
        {
            var free = Amount(resource, rooms[0].Free);
            facts["mostFree"] = free.ToString();
            text += own is null ? $", and {rooms[0].Node} has the most left: {free}" : $", of which {free} is left";
        }

        var id = notes.Add(
            Sources.Spec, "request-" + resource, pod.Ref(), scene.Now, text, ("requested", (double)asked),
            ("largestNode", (double)most.Value));
        return new Found(null, new Claim(
            most.Value == 0 ? $"It asks for {wanted} {resource}, which no node has"
            : asked > most.Value
                ? $"It asks for {wanted} {resource}, more than {(own is null ? "any node" : $"node {own}")} has ({most})"
                : $"It asks for {wanted} {resource}, and {(own is null ? "no node has that much" : $"its node {own} has less")} left", [id]));
    }

    private static Quantity Amount(string resource, decimal value) =>
        resource is "memory" or "ephemeral-storage" || resource.StartsWith("hugepages", StringComparison.Ordinal)
            ? Quantity.Bytes(value)
            : new Quantity(value);

    private static Found? Claimed(Scene scene, Pod pod, Notes notes)
    {
        foreach (var name in StorageIndex.ClaimsOf(pod)
            .Order(StringComparer.Ordinal))
        {
            var claim = scene.Index.Objects.Find<PersistentVolumeClaim>(pod.Metadata.Namespace, name);
            var of = Refs.Of("PersistentVolumeClaim", pod.Metadata.Namespace, name);
            if (claim is null)
            {
                var absent = notes.Add(
                    Sources.Spec, "claim-absent", of, scene.Now, $"PersistentVolumeClaim {name} does not exist");
                return new Found(of, new Claim($"The claim {name} does not exist", [absent]));
            }

            if (claim.Status.Phase != "Bound")
            {
                var why = scene.Index.EventsOf(of).Where(e => e.Type == "Warning").MaxBy(e => e.LastSeen)?.Message;
                var text = $"PersistentVolumeClaim {name} is {claim.Status.Phase ?? "not bound"}" + (why is null ? "" : $": {Say.Short(why)}");
                var pending = notes.Add(Sources.Spec, "claim-pending", of, scene.Now, text);
                return new Found(of, new Claim(text, [pending]), IsOpen: why is null);
            }
        }

        return VolumePlace.Tell(scene, pod, notes) is var (placed, says)
            ? new Found(placed, says)
            : Held(scene, pod, notes);
    }

    // Every claim has its volume: what the scheduler says of volumes is about where they are or how many.
    private static Found? Held(Scene scene, Pod pod, Notes notes)
    {
        var claims = StorageIndex.ClaimsOf(pod)
            .Order(StringComparer.Ordinal).ToList();
        if (claims.Count == 0)
        {
            return null;
        }

        var of = Refs.Of("PersistentVolumeClaim", pod.Metadata.Namespace, claims[0]);
        var text = $"Its claims are bound ({Say.List(claims)})";
        return new Found(of, new Claim(text, [notes.Add(Sources.Spec, "claims-bound", of, scene.Now, text)]));
    }

    private static Found? Cordoned(Scene scene, Notes notes, ImmutableSortedDictionary<string, string>.Builder facts)
    {
        var closed = scene.Index.Objects.Nodes.Where(NodeChanges.WasClosed)
            .OrderBy(n => n.Metadata.Name, StringComparer.Ordinal).ToList();
        if (closed.Count == 0)
        {
            return null;
        }

        facts[FactNames.Node] = closed[0].Metadata.Name;
        var change = ChangeTimeline.Of(
            scene.Index, closed.Select(n => n.Ref()),
            ChangeTimeline.NothingSeen).Changes.LastOrDefault(c => c.Kind is ChangeKind.Cordon or ChangeKind.Drain);
        var text = change is null
            ? $"{Say.Count(closed.Count, "node")} closed to new pods: {Say.List(closed.Select(n => n.Metadata.Name))}"
            : $"Node {change.Object.Name} was {change.What} at {Say.Clock(change.At)} by {change.Who}";
        var id = notes.Add(
            Sources.Node, "cordon", closed[0].Ref(), change?.At ?? scene.Now, text, ("cordoned", closed.Count));
        return new Found(closed[0].Ref(), new Claim(text, [id]));
    }
}
