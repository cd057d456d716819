using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>Why a claim has no volume: its class, the class's provisioner, or the volumes that are there.</summary>
internal static class ClaimJudge
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";

    public static ImmutableArray<string> Causes =>
    [
        CauseCodes.StorageClassMissing, CauseCodes.StorageClassNoDefault, CauseCodes.ProvisioningFailed,
        CauseCodes.ProvisionerDown, CauseCodes.VolumeAccessMode, CauseCodes.VolumeTooSmall, CauseCodes.VolumeNotFree,
        CauseCodes.VolumeUnmatched, CauseCodes.VolumeLost,
    ];

    public static Draft? Explain(
        Scene scene, PersistentVolumeClaim claim, ObjectRef subject, ImmutableArray<Symptom> explains)
    {
        var sketch = new ClaimSketch(scene, claim, subject, explains);
        if (claim.Status.Phase == "Lost")
        {
            return Lost(sketch);
        }

        if (claim.Status.Phase != "Pending")
        {
            return null;
        }

        if ((sketch.Event("VolumeMismatch") ?? OfAnother(sketch)) is { } mismatch)
        {
            var told = sketch.Notes.Add(
                Sources.Events, "mismatch", claim.Ref(), mismatch.LastSeen ?? scene.Now,
                $"The controller says: {Say.Short(mismatch.Message ?? "", 300)}", ("times", mismatch.Times));
            return sketch.Draft(
                CauseCodes.VolumeUnmatched,
                $"{sketch.Name} names a volume that does not fit it: {Say.Short(mismatch.Message ?? "")}",
                told, [Confidence.Stated, Confidence.Derived]);
        }

        var storage = StorageIndex.Of(scene.Index.Objects);
        var failed = sketch.Event("ProvisioningFailed");
        var kind = storage.ClassOf(claim);
        if (kind is null && claim.Spec.StorageClassName is { Length: > 0 } name)
        {
            return StaticVolumes.Exist(scene, name) ? StaticVolumes.Judge(sketch) : ClassMissing(sketch, name, failed);
        }

        if (kind is null)
        {
            return StaticVolumes.Judge(sketch) ??
                (claim.Spec.StorageClassName is null ? NoDefault(sketch) : null);
        }

        return kind.Provisioner == NoProvisioner ? StaticVolumes.Judge(sketch)
            : failed is not null ? Failed(sketch, kind, failed)
            : Provisioner.Judge(sketch, kind);
    }

    private static Event? OfAnother(ClaimSketch sketch) => sketch.Event("FailedBinding") is { } failed &&
        Has(failed.Message ?? "", "already bound to a different claim")
            ? failed
            : null;

    private static Draft? ClassMissing(ClaimSketch sketch, string name, Event? failed)
    {
        var objects = sketch.Scene.Index.Objects;
        if (!objects.WasRead<StorageClass>() &&
            failed?.Message?.Contains("not found", StringComparison.Ordinal) is not true)
        {
            return null;
        }

        var classes = objects.StorageClasses.Select(c => c.Metadata.Name).Order(StringComparer.Ordinal).ToList();
        var near = NearestName.To(name, classes);
        var known = classes.Count == 0 ? "" : $"; there are {Say.List(classes, 5)}";
        var id = sketch.Notes.Add(
            failed is null ? Sources.Spec : Sources.Events, "class-missing", sketch.Claim.Ref(),
            failed?.LastSeen ?? sketch.Scene.Now,
            $"storageClassName is {name}, and there is no such StorageClass{known}" +
            (failed?.Message is { } said ? $" (the controller: {Say.Short(said)})" : ""));
        sketch.Fact("storageClass", name);
        sketch.Fact("nearest", near);
        return sketch.Draft(
            CauseCodes.StorageClassMissing,
            $"{sketch.Name} asks for StorageClass {name}, which does not exist" + (near is null ? "." : $"; {near} does."),
            id,
            failed is null ? [Confidence.Derived, Confidence.Aligned] : [Confidence.Stated, Confidence.Derived]);
    }

    private static Draft? NoDefault(ClaimSketch sketch)
    {
        var objects = sketch.Scene.Index.Objects;
        var told = sketch.Event("FailedBinding");
        if (!objects.WasRead<StorageClass>() && told is null)
        {
            return null;
        }

        var classes = objects.StorageClasses.Select(c => c.Metadata.Name).Order(StringComparer.Ordinal).ToList();
        var id = sketch.Notes.Add(
            told is null ? Sources.Spec : Sources.Events, "no-default", sketch.Claim.Ref(),
            told?.LastSeen ?? sketch.Scene.Now,
            "The claim names no StorageClass, and " + (classes.Count == 0
                ? "the cluster has none"
                : $"none is marked as default (there are {Say.List(classes, 5)})"));
        sketch.Fact("storageClasses", string.Join(",", classes));
        return sketch.Draft(
            CauseCodes.StorageClassNoDefault,
            $"{sketch.Name} names no StorageClass and the cluster has no default one" +
            (classes.Count == 0 ? "." : $"; there are {Say.List(classes, 5)}."),
            id,
            told is null ? [Confidence.Derived, Confidence.Aligned] : [Confidence.Stated, Confidence.Derived]);
    }

    private static Draft Failed(ClaimSketch sketch, StorageClass kind, Event failed)
    {
        var text = failed.Message ?? "";
        var cause = Has(text, "access mode") || Has(text, "ReadWriteMany") || Has(text, "capabilities") ||
            Has(text, "MULTI_NODE")
            ? CauseCodes.VolumeAccessMode
            : CauseCodes.ProvisioningFailed;
        var isOfClass = cause == CauseCodes.ProvisioningFailed &&
            (Has(text, "parameter") || Has(text, "InvalidArgument") || Has(text, "secrets specified") ||
                Has(text, "failed to get secret") || Has(text, "error getting secret"));
        var id = sketch.Notes.Add(
            Sources.Events, "provisioning-failed", sketch.Claim.Ref(), failed.LastSeen ?? sketch.Scene.Now,
            $"{kind.Provisioner} cannot make the volume: {Say.Short(text, 300)}", ("times", failed.Times));
        sketch.Fact("storageClass", kind.Metadata.Name);
        sketch.Fact("provisioner", kind.Provisioner);
        sketch.Fact("accessModes", string.Join(",", sketch.Claim.Spec.AccessModes));
        var summary = cause == CauseCodes.VolumeAccessMode
            ? $"{sketch.Name} asks for {string.Join(", ", sketch.Claim.Spec.AccessModes)}, which {kind.Provisioner} " +
              $"(StorageClass {kind.Metadata.Name}) does not offer."
            : $"{kind.Provisioner} cannot make the volume for {sketch.Name}: {Say.Short(text)}";
        var draft = sketch.Draft(cause, summary, id, [Confidence.Stated, Confidence.Derived]);
        return isOfClass ? draft with { Root = kind.Ref(), Edit = kind.Ref() } : draft;
    }

    private static Draft Lost(ClaimSketch sketch)
    {
        var volume = sketch.Claim.Spec.VolumeName ?? "its volume";
        var gone = sketch.Scene.Index.Objects.Find<PersistentVolume>("", volume) is null;
        var id = sketch.Notes.Add(
            Sources.Spec, "lost", sketch.Claim.Ref(), sketch.Scene.Now,
            $"The claim is Lost: PersistentVolume {volume} " + (gone ? "does not exist any more" : "is bound to another claim"));
        sketch.Fact("volume", volume);
        return sketch.Draft(
            CauseCodes.VolumeLost, $"{sketch.Name} has lost PersistentVolume {volume}; its data cannot be reached.",
            id, [Confidence.Stated, Confidence.Derived]) with
        { Severity = Severity.Critical };
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
