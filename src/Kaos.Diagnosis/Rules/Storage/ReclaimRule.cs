using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>A volume whose claim is gone and that could not be deleted: it costs, and may hold data.</summary>
internal sealed class ReclaimRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.VolumeReclaimFailed];

    public ImmutableArray<string> Explains => [SymptomCodes.VolumeFailed];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.VolumeFailed))
        {
            if (scene.Index.Objects.Find<PersistentVolume>("", symptom.Object.Name) is not { } volume)
            {
                continue;
            }

            var why = volume.Status.Message ??
                scene.Index.EventsOf(volume.Ref()).Where(e => e.Type == "Warning").MaxBy(e => e.LastSeen)?.Message ??
                volume.Status.Reason ?? "no reason is given";
            var notes = new Notes();
            var told = notes.Add(
                Sources.Spec, "reclaim", volume.Ref(), symptom.Since, $"phase Failed: {Say.Short(why, 300)}");
            yield return new Draft
            {
                Cause = CauseCodes.VolumeReclaimFailed,
                Severity = Severity.Warning,
                Root = volume.Ref(),
                Edit = volume.Ref(),
                Subject = complaint.Subject,
                Notes = notes,
                Chain = [new Claim($"The volume could not be reclaimed: {Say.Short(why)}", [told])],
                Weights = [Confidence.Stated],
                Explains = [symptom],
                Onset = symptom.Since,
                Summary = $"PersistentVolume {volume.Metadata.Name} could not be reclaimed " +
                    $"({volume.Spec.PersistentVolumeReclaimPolicy ?? "Delete"}): {Say.Short(why)}",
            };
        }
    }
}
