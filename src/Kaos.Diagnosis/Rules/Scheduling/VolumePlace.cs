using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>A volume that can be reached from nodes only which are not there, or closed: a disk in another zone, on a lost node.</summary>
internal static class VolumePlace
{
    /// <summary>The first bound claim of the pod whose volume no open node reaches; null when there is none.</summary>
    public static (ObjectRef Claim, Claim Says)? Tell(Scene scene, Pod pod, Notes notes)
    {
        var open = scene.Index.Objects.Nodes.Where(n => !n.Spec.Unschedulable).ToList();
        foreach (var name in pod.Spec.Volumes.Select(v => v?.PersistentVolumeClaim?.ClaimName).OfType<string>().Order(StringComparer.Ordinal))
        {
            var claim = scene.Index.Objects.Find<PersistentVolumeClaim>(pod.Metadata.Namespace, name);
            if (claim?.Spec.VolumeName is not { Length: > 0 } bound || scene.Index.Objects.Find<PersistentVolume>("", bound) is not { } volume)
            {
                continue;
            }

            // Terms are alternatives; the demands of one all count.
            var terms = volume.Spec.NodeAffinity.At("required").Items("nodeSelectorTerms")
                .Select(t => t.Items("matchExpressions").Select(e => new LabelRequirement
                {
                    Key = e.Text("key") ?? "",
                    Operator = e.Text("operator") ?? "",
                    Values = [.. e.Texts("values")],
                }).ToList())
                .ToList();
            if (open.Count == 0 || terms.Count == 0 || open.Exists(n => terms.Exists(t => t.TrueForAll(r => r.Matches(n.Metadata.Labels)))))
            {
                continue;
            }

            var where = string.Join(" or ", terms.Select(t => string.Join(" and ", t.Select(r => $"{r.Key} {r.Operator} {string.Join(",", r.Values)}"))));
            var text = $"The volume {bound} of claim {name} can be reached from nodes with {where} only, and no open node has that";
            return (claim.Ref(), new Claim(text, [notes.Add(Sources.Spec, "volume-place", claim.Ref(), scene.Now, Say.Short(text, 300))]));
        }

        return null;
    }
}
