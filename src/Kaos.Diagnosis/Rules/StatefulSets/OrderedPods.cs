using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.StatefulSets;

/// <summary>Behind trouble of a StatefulSet's pod: in order, the ones after it are not even created.</summary>
internal static class OrderedPods
{
    public static Draft Behind(Scene scene, Draft draft)
    {
        if (draft.Subject.Kind != "StatefulSet" || draft.Explains.FirstOrDefault(s => s.Object.Kind == "Pod") is not { } first ||
            scene.Index.Objects.Find<StatefulSet>(draft.Subject.Namespace ?? "", draft.Subject.Name) is not { } set ||
            set.Spec.PodManagementPolicy == "Parallel")
        {
            return draft;
        }

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
            Chain = [.. draft.Chain, new Claim($"So {missing} of {wanted} pods are not created: they wait for {first.Object.Name}", [id])],
            Facts = draft.Facts.SetItem("blockedPods", missing.ToString(CultureInfo.InvariantCulture)),
        };
    }
}
