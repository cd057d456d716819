using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Operators;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>Hosts outside, as it seems, that this cluster serves itself: a registry, a console, a login.</summary>
internal static class FrontDoor
{
    /// <summary>
    /// What is in trouble behind the first of the hosts that the cluster serves: the workload of an Ingress that has no
    /// pod ready, or the routers of the domain under which OpenShift serves. Null where all are others' or well.
    /// </summary>
    public static ObjectRef? Down(Scene scene, IEnumerable<string> hosts)
    {
        var asked = hosts.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return scene.Index.Objects.Ingresses
            .Where(i => i.Spec.Rules.Any(r => r?.Host is { } host && asked.Contains(host)))
            .OrderBy(i => i.Ref().ToString(), StringComparer.Ordinal)
            .SelectMany(i => Behind(scene, i))
            .Concat(scene.Index.Objects.CustomResources
                .Where(c => c.Kind == "IngressController" && c.Status.Text("domain") is { Length: > 0 } domain &&
                    asked.Any(h => h.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(c => c.Ref().ToString(), StringComparer.Ordinal)
                .Select(c => OwnedBehind.Of(scene, c)?.Root)
                .OfType<ObjectRef>())
            .FirstOrDefault(o => scene.ComplaintOf(o) is not null);
    }

    private static IEnumerable<ObjectRef> Behind(Scene scene, Ingress ingress) => scene.Graph.DependsOn(ingress.Ref())
        .Select(d => scene.Index.Objects.Find<Service>(d.To.Namespace ?? "", d.To.Name))
        .OfType<Service>()
        .Where(s => s.Spec.Selector.Count > 0 && !scene.Index.Select(s.Metadata.Namespace, s.Spec.Selector)
            .Any(p => p.IsReady() && !p.IsLeaving()))
        .SelectMany(s => scene.Graph.DependsOn(s.Ref()))
        .Select(d => d.To);
}
