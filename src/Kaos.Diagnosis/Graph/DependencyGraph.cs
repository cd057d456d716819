using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Graph;

/// <summary>
/// What needs what: workloads need configuration, claims, nodes, the Services and outside hosts that they name, and the
/// policies that govern their traffic; Services need the workloads they select; Ingresses need Services; claims need
/// volumes, and those the nodes they lie on; autoscalers need what they scale. Objects that do not exist are edges too:
/// that is how one is missed.
/// </summary>
public sealed class DependencyGraph
{
    private const int MostEdges = 500;

    private readonly WorldIndex index;
    private readonly Lazy<ILookup<ObjectRef, Dependency>> reverse;

    private DependencyGraph(WorldIndex index)
    {
        this.index = index;
        reverse = new(() => Everything().SelectMany(o => DependsOn(o)).ToLookup(d => d.To));
    }

    public static DependencyGraph Of(ClusterObjects objects) => new(WorldIndex.Of(objects));

    internal static DependencyGraph Of(WorldIndex index) => new(index);

    /// <summary>What this object needs directly, in a fixed order.</summary>
    public ImmutableArray<Dependency> DependsOn(ObjectRef of)
    {
        var item = index.Objects.Find(of.Kind, of.Namespace ?? "", of.Name);
        var edges = item switch
        {
            Service service => OfService(service),
            Ingress ingress => OfIngress(ingress),
            PersistentVolumeClaim claim => OfClaim(claim),
            PersistentVolume volume => StorageEdges.OfVolume(index, volume),
            HorizontalPodAutoscaler { Spec.ScaleTargetRef: { Name.Length: > 0 } target } =>
                [new Dependency(of, Refs.Of(target.Kind, of.Namespace, target.Name), "scale target")],
            _ when Workload.Of(item) is { } workload => WorkloadEdges.Of(index, workload),
            _ => [],
        };
        return [.. edges.Distinct().OrderBy(e => e.To.ToString(), StringComparer.Ordinal)
            .ThenBy(e => e.Via, StringComparer.Ordinal)];
    }

    /// <summary>Who needs this object directly.</summary>
    public ImmutableArray<Dependency> DependantsOf(ObjectRef of) =>
        [.. reverse.Value[of.Whole()].Distinct().OrderBy(e => e.From.ToString(), StringComparer.Ordinal)];

    /// <summary>Everything that this object needs, nearest first, without going round in circles.</summary>
    public ImmutableArray<Dependency> Upstream(ObjectRef of, int depth = 4)
    {
        var seen = new HashSet<ObjectRef> { of.Whole() };
        var result = ImmutableArray.CreateBuilder<Dependency>();
        var front = new List<ObjectRef> { of.Whole() };
        for (var i = 0; i < depth && front.Count > 0 && result.Count < MostEdges; i++)
        {
            var next = new List<ObjectRef>();
            foreach (var edge in front.SelectMany(o => DependsOn(o)))
            {
                result.Add(edge);
                if (seen.Add(edge.To))
                {
                    next.Add(edge.To);
                }
            }

            front = next;
        }

        return result.ToImmutable();
    }

    private IEnumerable<ObjectRef> Everything() => Workload.All(index.Objects).Select(w => w.Ref)
        .Concat(index.Objects.Services.Select(s => s.Ref()))
        .Concat(index.Objects.Ingresses.Select(i => i.Ref()))
        .Concat(index.Objects.PersistentVolumeClaims.Select(c => c.Ref()))
        .Concat(index.Objects.PersistentVolumes.Select(v => v.Ref()))
        .Concat(index.Objects.HorizontalPodAutoscalers.Select(a => a.Ref()));

    private IEnumerable<Dependency> OfService(Service service)
    {
        if (service.Spec.Selector.Count == 0)
        {
            return service.Spec is { Type: "ExternalName", ExternalName: { Length: > 0 } host }
                ? [new Dependency(service.Ref(), Refs.Of(HostNames.OutsideKind, null, host), "external name")]
                : [];
        }

        var templates = index.WorkloadsIn(service.Metadata.Namespace)
            .Where(w => WorldIndex.Covers(w.Template.Metadata.Labels, service.Spec.Selector))
            .Select(w => w.Ref);
        var owners = index.Select(service.Metadata.Namespace, service.Spec.Selector)
            .Select(p => Owners.TopOwner(index.Objects, p));
        return templates.Concat(owners).Distinct().Select(to => new Dependency(service.Ref(), to, "selector"));
    }

    private static IEnumerable<Dependency> OfIngress(Ingress ingress) => ingress.Spec.Rules
        .Where(r => r?.Http is not null)
        .SelectMany(r => r.Http?.Paths ?? [])
        .Select(p => p?.Backend?.Service?.Name)
        .Append(ingress.Spec.DefaultBackend?.Service?.Name)
        .Where(name => name is { Length: > 0 })
        .Select(name => new Dependency(
            ingress.Ref(), Refs.Of("Service", ingress.Metadata.Namespace, name ?? ""), "backend"));

    private static IEnumerable<Dependency> OfClaim(PersistentVolumeClaim claim)
    {
        if (claim.Spec.VolumeName is { Length: > 0 } volume)
        {
            yield return new Dependency(claim.Ref(), Refs.Of("PersistentVolume", null, volume), "volume");
        }

        if (claim.Spec.StorageClassName is { Length: > 0 } storage)
        {
            yield return new Dependency(claim.Ref(), Refs.Of("StorageClass", null, storage), "class");
        }
    }
}
