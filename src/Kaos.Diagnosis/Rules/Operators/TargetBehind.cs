using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>What a ScaledObject should scale, where that is of a kind that is read and does not exist.</summary>
internal static class TargetBehind
{
    public static Behind? Of(Scene scene, CustomResource item)
    {
        var (ns, kind, name) = (item.Metadata.Namespace, item.Spec.Text("scaleTargetRef", "kind") ?? "Deployment",
            item.Spec.Text("scaleTargetRef", "name") ?? "");
        var wasRead = kind switch
        {
            "Deployment" => scene.Index.Objects.WasRead<Deployment>(),
            "StatefulSet" => scene.Index.Objects.WasRead<StatefulSet>(),
            _ => false,
        };
        if (!wasRead || name.Length == 0 || scene.Index.Objects.Find(kind, ns, name) is not null)
        {
            return null;
        }

        var near = NearestName.To(
            name, scene.Index.WorkloadsIn(ns).Where(w => w.Ref.Kind == kind).Select(w => w.Ref.Name));
        return new Behind(
            CauseCodes.HpaTargetMissing, item.Ref(),
            $"{kind} {name}, which it scales, does not exist" + (near is null ? "" : $"; there is a {kind} {near}"))
        {
            Facts = Facts.Of(("target", $"{kind}/{name}"), ("nearest", near)),
        };
    }
}
