using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.StatefulSets;

/// <summary>
/// Behind a StatefulSet's pods that cannot find each other: the Service that would give them names does not exist. By
/// itself its absence hurts nobody.
/// </summary>
internal static class GoverningService
{
    private static readonly string[] NotResolved =
    [
        "no such host", "could not resolve", "couldn't resolve", "name resolution", "nxdomain",
        "name or service not known",
        "enotfound", "unknown host", "unknownhost", "bad address", "can't resolve", "cannot resolve",
    ];

    private static readonly HashSet<string> Follows =
        [CauseCodes.CrashLoop, CauseCodes.ProbeFailing, CauseCodes.InitContainerWaits];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (!Follows.Contains(draft.Cause) || draft.Subject.Kind != "StatefulSet" ||
            !scene.Index.Objects.WasRead<Service>() ||
            scene.Index.Objects.Find<StatefulSet>(
                draft.Subject.Namespace ?? "", draft.Subject.Name)?.Spec.ServiceName is not { Length: > 0 } name ||
            scene.Index.Objects.Find<Service>(draft.Subject.Namespace ?? "", name) is not null)
        {
            return draft;
        }

        var words = draft.Notes.All.FirstOrDefault(e => e.Source == Sources.Logs &&
            NotResolved.Any(w => e.Text.Contains(w, StringComparison.OrdinalIgnoreCase)) &&
                e.Text.Contains(name, StringComparison.Ordinal));
        if (words is null)
        {
            return draft;
        }

        var missing = Refs.Of("Service", draft.Subject.Namespace, name);
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var id = notes.Add(
            Sources.Spec, "governing-service", missing, scene.Now,
            $"serviceName of {draft.Subject.Named()} is {name}; there is no such Service");
        return draft with
        {
            Cause = CauseCodes.StatefulSetServiceMissing,
            Root = missing,
            Edit = draft.Subject,
            Notes = notes,
            Chain =
            [
                new Claim($"Service {name}, which gives the pods their names, does not exist", [id]),
                new Claim("So they cannot find each other", [words.Id]),
                .. draft.Chain,
            ],
            Facts = draft.Facts.SetItem("service", name),
            Weights = draft.Weights.Add(Confidence.Derived),
            Summary =
                $"Pods of {draft.Subject.Named()} cannot find each other: its governing Service {name} does not exist.",
        };
    }
}
