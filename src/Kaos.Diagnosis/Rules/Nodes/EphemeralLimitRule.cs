using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Storage;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Nodes;

/// <summary>Pods that write more to their node's disk than their own limit allows, and are evicted for it.</summary>
internal sealed class EphemeralLimitRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.EphemeralStorageLimit];

    public ImmutableArray<string> Explains => [SymptomCodes.Evicted];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.Evicted))
        {
            if (scene.Index.Objects.Find<Pod>(
                symptom.Object.Namespace ?? "", symptom.Object.Name) is not { Status.Message: { } text } pod)
            {
                continue;
            }

            // Container X exceeded its local ephemeral storage limit "2Gi". / Usage of EmptyDir volume "x" exceeds the
            // limit "1Gi".
            var volume = MountTrouble.Between(text, "EmptyDir volume \"", "\"");
            var container = MountTrouble.Between(text, "Container ", " exceeded")
                ?? (volume is null && pod.Spec.Containers is [{ } only] ? only.Name : null);
            var limit = MountTrouble.Between(text, "limit \"", "\"")
                ?? MountTrouble.Between(text, "limit of containers ", ".");
            var root = complaint.Subject with { Container = container };
            var notes = new Notes();
            var told = notes.Add(Sources.PodStatus, "evicted", pod.Ref(), symptom.Since, symptom.Text);
            var what = container is not null ? $"container {container}" : volume is not null ? $"its volume {volume}" : "its containers together";
            yield return new Draft
            {
                Cause = CauseCodes.EphemeralStorageLimit,
                Severity = Severity.Warning,
                Root = root,
                Edit = root,
                Subject = complaint.Subject,
                Notes = notes,
                Chain = [new Claim($"The kubelet evicts its pods: {Say.Short(text)}", [told])],
                Facts = Facts.Of((FactNames.Container, container), ("volume", volume), (FactNames.Limit, limit)),
                Weights = [Confidence.Stated, Confidence.Derived],
                Explains = [symptom],
                Onset = symptom.Since,
                Summary = $"Pods of {complaint.Subject.Named()} are evicted again and again: {what} wrote more than its limit" +
                    (limit is null ? "." : $" of {limit} to the node's disk."),
            };
        }
    }
}
