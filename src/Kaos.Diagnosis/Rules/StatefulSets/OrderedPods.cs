using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.StatefulSets;

/// <summary>
/// Behind trouble of a StatefulSet's pod: in order, the ones after it are not even created, and a repaired template
/// does not reach a pod that is broken already.
/// </summary>
internal static class OrderedPods
{
    public static Draft Behind(Scene scene, Draft draft)
    {
        if (draft.Subject.Kind != "StatefulSet" ||
            draft.Explains.FirstOrDefault(s => s.Object.Kind == "Pod") is not { } first ||
            scene.Index.Objects.Find<StatefulSet>(draft.Subject.Namespace ?? "", draft.Subject.Name) is not { } set ||
            set.Spec.PodManagementPolicy == "Parallel")
        {
            return draft;
        }

        return Stale(scene, set, Blocked(scene, set, draft, first), first);
    }

    private static Draft Blocked(Scene scene, StatefulSet set, Draft draft, Symptom first)
    {
        var wanted = set.Spec.Replicas ?? 1;
        var missing = wanted - scene.Index.PodsOf(draft.Subject).Count;
        if (missing <= 0)
        {
            return draft;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var id = notes.Add(
            Sources.Spec, "ordered", draft.Subject, scene.Now,
            $"{Say.Count(missing, "pod")} of {wanted} is not created before {first.Object.Name} is ready (podManagementPolicy OrderedReady)",
            ("missing", missing), ("wanted", wanted));
        return draft with
        {
            Notes = notes,
            Chain = [.. draft.Chain,
                new Claim($"So {missing} of {wanted} pods are not created: they wait for {first.Object.Name}", [id])],
            Facts = draft.Facts.SetItem("blockedPods", missing.ToString(CultureInfo.InvariantCulture)),
        };
    }

    // The controller waits for the broken pod to become ready before it replaces it.
    private static Draft Stale(Scene scene, StatefulSet set, Draft draft, Symptom first)
    {
        var has = scene.Index.Objects.Find<Pod>(
            first.Object.Namespace ?? "",
            first.Object.Name)?.Metadata.Labels.GetValueOrDefault("controller-revision-hash");
        if (has is null || set.Status.UpdateRevision is not { Length: > 0 } wanted || has == wanted)
        {
            return draft;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var id = notes.Add(
            Sources.Spec, "stale-revision", first.Object.Whole(), scene.Now,
            $"{first.Object.Name} is of revision {has}, the set's newest is {wanted}; a broken pod is not replaced by itself");
        return draft with
        {
            Notes = notes,
            Chain = [.. draft.Chain,
                new Claim($"{first.Object.Name} still has the template before the last change; it has to be deleted to get the new one", [id])],
            Facts = draft.Facts.SetItem("staleRevision", has),
        };
    }
}
