using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>One reported trouble of one pod, and what its host means there.</summary>
/// <param name="Said">The evidence of the line itself.</param>
internal sealed record TroubleCase(
    Scene Scene, ObjectRef Subject, Pod Pod, Trouble Trouble, int Lines, Notes Notes, string Said)
{
    public NetworkIndex Network => NetworkIndex.Of(Scene.Index.Objects);

    public string Namespace => Pod.Metadata.Namespace;

    /// <summary>Null where the line names no host.</summary>
    public HostTarget? Target { get; } =
        Trouble.Host is { } host ? HostTarget.Of(Scene.Index, Pod.Metadata.Namespace, host) : null;

    public TroubleKind Kind => Trouble.Kind;

    /// <summary>
    /// The object that carries the host: a ConfigMap that the workload reads, or the workload itself with the container
    /// whose environment or arguments name it.
    /// </summary>
    /// <param name="byName">Looks at the names of variables and keys, not at their values.</param>
    public (ObjectRef At, string? Field) Named(string? text, bool byName = false)
    {
        if (text is not { Length: > 0 } || Scene.Index.WorkloadOf(Subject) is not { } workload)
        {
            return (Subject, null);
        }

        foreach (var container in workload.Template.Spec.AllContainers())
        {
            if (container.Env.FirstOrDefault(e => Has(byName ? e?.Name : e?.Value, text)) is { } variable)
            {
                return (Subject with { Container = container.Name }, $"env {variable.Name}");
            }

            if (!byName && container.Command.Concat(container.Args).Any(a => Has(a, text)))
            {
                return (Subject with { Container = container.Name }, "args");
            }
        }

        var maps = WorkloadEdges.Configuration(workload.Template.Spec).Where(c => c.Kind == "ConfigMap")
            .Select(c => c.Name).Distinct();
        foreach (var map in maps.Select(n => Scene.Index.Objects.Find<ConfigMap>(Namespace, n)).OfType<ConfigMap>())
        {
            if (map.Data.OrderBy(d => d.Key, StringComparer.Ordinal)
                .FirstOrDefault(d => Has(byName ? d.Key : d.Value, text)).Key is { } key)
            {
                return (map.Ref(), $"key {key}");
            }
        }

        return (Subject, null);
    }

    /// <summary>Pods behind a Service, and how many of them are ready.</summary>
    public (IReadOnlyList<Pod> Pods, int Ready) Behind(Service service)
    {
        var pods = Scene.Index.Select(service.Metadata.Namespace, service.Spec.Selector);
        return (pods, pods.Count(p => p.IsReady() && !p.IsLeaving()));
    }

    /// <summary>The one workload behind a Service; the Service itself where there is none or several.</summary>
    public ObjectRef OwnerBehind(Service service)
    {
        var owners = Scene.Graph.DependsOn(service.Ref()).Select(d => d.To).Distinct().ToList();
        return owners.Count == 1 ? owners[0] : service.Ref();
    }

    /// <summary>
    /// The Service of a line that names no host: the only one that the workload needs on one of these ports.
    /// </summary>
    public Service? Needed(params int[] ports)
    {
        var services = Scene.Graph.DependsOn(Subject).Where(d => d.To.Kind == "Service")
            .Select(d => Scene.Index.Objects.Find<Service>(d.To.Namespace ?? "", d.To.Name))
            .OfType<Service>()
            .Where(s => ports.Length == 0 || s.Spec.Ports.Any(p => p is not null && ports.Contains(p.Port)))
            .Distinct()
            .ToList();
        return services.Count == 1 ? services[0] : null;
    }

    /// <summary>
    /// The only Service that the workload needs and that has no pod ready: lines without a host mean that one.
    /// </summary>
    public Service? OnlyDown() => Scene.Graph.DependsOn(Subject).Where(d => d.To.Kind == "Service")
        .Select(d => Scene.Index.Objects.Find<Service>(d.To.Namespace ?? "", d.To.Name))
        .OfType<Service>()
        .Distinct()
        .Where(s => s.Spec.Selector.Count > 0 && Behind(s).Ready == 0)
        .Take(2).ToList() is [var only] ? only : null;

    /// <summary>
    /// The only host outside of the cluster that the workload names: who stands behind a private address that nobody in
    /// the cluster has.
    /// </summary>
    public string? OnlyOutside() => Scene.Graph.DependsOn(Subject).Where(d => d.To.Kind == HostNames.OutsideKind)
        .Select(d => d.To.Name).Distinct().Take(2).ToList() is [var only] ? only : null;

    private static bool Has(string? value, string text) =>
        value?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false;
}
