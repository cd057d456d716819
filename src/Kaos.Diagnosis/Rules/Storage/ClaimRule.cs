using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>
/// Claims without a volume, with or without a pod that waits for them: <see cref="ClaimJudge"/> tells why.
/// </summary>
internal sealed class ClaimRule : IRule
{
    public ImmutableArray<string> Causes => [.. ClaimJudge.Causes, CauseCodes.VolumeClaimMissing];

    public ImmutableArray<string> Explains => [SymptomCodes.ClaimUnbound];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.ClaimUnbound)
        .Select(s =>
            scene.Index.Objects.Find<PersistentVolumeClaim>(s.Object.Namespace ?? "", s.Object.Name) is { } claim
            ? ClaimJudge.Explain(scene, claim, complaint.Subject, [s])
            : null)
        .OfType<Draft>();

    /// <summary>A pod that no node takes because of its claim: what is wrong with the claim is the cause.</summary>
    public static Draft Behind(Scene scene, Draft draft)
    {
        if (draft.Cause != CauseCodes.UnschedulableVolume || draft.Root.Kind != "PersistentVolumeClaim")
        {
            return draft;
        }

        if (scene.Index.Objects.Find<PersistentVolumeClaim>(
            draft.Root.Namespace ?? "", draft.Root.Name) is not { } claim)
        {
            return scene.Index.Objects.WasRead<PersistentVolumeClaim>() ? Missing(scene, draft) : draft;
        }

        if (ClaimJudge.Explain(scene, claim, draft.Subject, draft.Explains) is not { } why)
        {
            return draft;
        }

        why.Notes.AddRange(draft.Notes.All);
        return why with
        {
            Chain = [.. why.Chain, .. draft.Chain.TakeLast(1)],
            Facts = draft.Facts.SetItems(why.Facts),
            Weights = [.. why.Weights, Confidence.Agreeing],
            Onset = draft.Onset,
        };
    }

    private static Draft Missing(Scene scene, Draft draft)
    {
        var name = draft.Root.Name;
        var near = NearestName.To(name, scene.Index.Objects.PersistentVolumeClaims
            .Where(c => c.Metadata.Namespace == draft.Root.Namespace).Select(c => c.Metadata.Name));
        var id = draft.Notes.Add(
            Sources.Spec, "claim-absent", draft.Root, scene.Now,
            $"There is no PersistentVolumeClaim {name} in {draft.Root.Namespace}" + (near is null ? "" : $"; there is {near}"));
        return draft with
        {
            Cause = CauseCodes.VolumeClaimMissing,
            Root = draft.Subject,
            Edit = draft.Subject,
            Chain =
            [
                new Claim($"{draft.Subject.Named()} mounts the claim {name}, which does not exist", [id]),
                .. draft.Chain.TakeLast(1),
            ],
            Facts = (near is null ? draft.Facts : draft.Facts.SetItem("nearest", near)).SetItem("claim", name),
            Summary = $"{draft.Subject.Named()} mounts PersistentVolumeClaim {name}, which does not exist" +
                (near is null ? "." : $"; {near} does."),
        };
    }
}
