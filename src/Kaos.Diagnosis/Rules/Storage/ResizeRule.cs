using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>A claim that was enlarged while its volume stays as it is.</summary>
internal sealed class ResizeRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.VolumeResizeStuck];

    public ImmutableArray<string> Explains => [SymptomCodes.ResizeStuck];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.ResizeStuck)
        .Select(s =>
            scene.Index.Objects.Find<PersistentVolumeClaim>(s.Object.Namespace ?? "", s.Object.Name) is { } claim
            ? Judge(scene, complaint.Subject, claim, s)
            : null)
        .OfType<Draft>();

    private static Draft Judge(Scene scene, ObjectRef subject, PersistentVolumeClaim claim, Symptom symptom)
    {
        var sketch = new ClaimSketch(scene, claim, subject, [symptom]);
        var wanted = claim.Spec.Resources.Requests["storage"];
        var has = claim.Status.Capacity["storage"];
        sketch.Fact("requested", wanted.ToString());
        sketch.Fact("capacity", has.ToString());
        var asked = $"{sketch.Name} asks for {wanted} and has {has}";
        if ((
            sketch.Event("VolumeResizeFailed")
                ?? sketch.Event("FileSystemResizeFailed")) is { Message: { } text } failed)
        {
            var id = sketch.Notes.Add(
                Sources.Events, "resize-failed", claim.Ref(), failed.LastSeen ?? scene.Now,
                $"{failed.Reason}, {Say.Count(failed.Times, "time")}: {Say.Short(text, 300)}",
                ("times", failed.Times));
            var stated = sketch.Draft(
                CauseCodes.VolumeResizeStuck, $"{asked}: {Say.Short(text)}", id,
                [Confidence.Stated, Confidence.Derived]);
            return stated with { Edit = claim.Ref() };
        }

        var mounts = subject.Kind != "PersistentVolumeClaim" &&
            claim.Status.Conditions.Condition("FileSystemResizePending") is { IsTrue: true };
        if (claim.Status.Conditions.FirstOrDefault(
            c => c is { IsTrue: true } && StorageSymptoms.IsGrowth(c.Type)) is not
            { } condition)
        {
            var waits = sketch.Notes.Add(
                Sources.Events, "resize-waits", claim.Ref(), symptom.Since,
                $"The claim waits for a controller that enlarges its volume since {Say.Clock(symptom.Since)}");
            return sketch.Draft(
                CauseCodes.VolumeResizeStuck, $"{asked}: nobody enlarges its volume.", waits,
                [Confidence.Stated, Confidence.Agreeing]);
        }

        var told = sketch.Notes.Add(
            Sources.Spec, "resize-pending", claim.Ref(), condition.LastTransitionTime ?? scene.Now,
            $"{condition.Type} since {Say.Clock(condition.LastTransitionTime ?? scene.Now)}" +
            (condition.Message is { Length: > 0 } message ? $": {Say.Short(message)}" : ""));
        var draft = sketch.Draft(
            CauseCodes.VolumeResizeStuck,
            mounts
                ? $"{asked}: the file system grows when a pod of {subject.Named()} mounts it anew."
                : $"{asked}: {condition.Type} does not end.",
            told, [Confidence.Stated, Confidence.Derived]);
        return draft with { Edit = mounts ? subject : claim.Ref() };
    }
}
