using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// A container that somebody else added to the pod keeps it from being ready, while the program itself is ready.
/// </summary>
internal static class Sidecar
{
    public static Draft Behind(Scene scene, Draft draft)
    {
        if (draft.Cause != CauseCodes.ProbeFailing || draft.Root.Container is not { } name ||
            scene.Index.WorkloadOf(draft.Subject) is not { } workload || !IsAdded(workload, name))
        {
            return draft;
        }

        var pods = scene.Index.PodsOf(draft.Subject).Where(p => p.AllStatuses().Any(s => s.Name == name && !s.Ready))
            .ToList();
        var own = workload.Template.Spec.Containers.Where(c => c is not null && c.Name != name).Select(c => c.Name)
            .ToHashSet();
        if (pods.Count == 0 || own.Count == 0 ||
            pods.Exists(p => p.Status.ContainerStatuses.Any(s => own.Contains(s.Name) && !s.Ready)))
        {
            return draft;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var text = $"{Say.List(own.Order(StringComparer.Ordinal))} is ready in {Say.Count(pods.Count, "pod")}, sidecar {name} is not";
        var seen = notes.Add(Sources.PodStatus, "sidecar", draft.Subject, scene.Now, text, ("pods", pods.Count));
        return draft with
        {
            Cause = CauseCodes.SidecarNotReady,
            Edit = draft.Subject,
            Notes = notes,
            Chain = [new Claim($"{text}, so the pods get no traffic", [seen]), .. draft.Chain],
            Weights = [.. draft.Weights, Confidence.Aligned],
            Facts = draft.Facts.SetItem("sidecar", name),
            RuledOut = draft.RuledOut.Add(new RuledOut("the program itself", text, [seen])),
            Summary = $"{draft.Subject.Named()} is not ready because of its sidecar {name}; {Say.List(own.Order(StringComparer.Ordinal))} itself is ready.",
        };
    }

    // Injected by a webhook: in the pod, and not in the template. Or declared as a sidecar.
    private static bool IsAdded(
        Workload workload, string name) => workload.Template.Spec.Container(name) is not { } declared ||
        (declared.RestartPolicy == "Always" && workload.Template.Spec.InitContainers.Contains(declared));
}
