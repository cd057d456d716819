using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Services that lead nowhere although something near them says that they should lead somewhere. A Service whose pods
/// are scaled to zero, not deployed yet, or just starting is silent.
/// </summary>
internal static class ServiceSymptoms
{
    public static IEnumerable<Symptom> Of(WorldIndex index, Service service, Moment now)
    {
        if (service.Spec.Selector.Count == 0 || service.Spec.Type == "ExternalName" ||
            service.Spec.PublishNotReadyAddresses)
        {
            yield break;
        }

        var pods = index.Select(service.Metadata.Namespace, service.Spec.Selector);
        var text = pods.Count == 0
            ? SelectorMiss.Find(index, service) is not null ? "its selector matches no pod" : Abandoned(index, service)
            : pods.Any(p => p.IsReady() && !p.IsLeaving())
                ? UnknownPort(service, pods) is { } port ? $"no pod has a port named {port}" : null
                : pods.Any(p => PodSymptoms.Of(index, p, now).Any()) ? $"none of its {pods.Count} pods is ready" : null;
        if (text is null)
        {
            yield break;
        }

        yield return new Symptom(
            SymptomCodes.NoEndpoints, service.Ref(), Subject(index, service, pods), Severity.Critical,
            Since(pods) ?? service.Metadata.CreationTimestamp ?? now,
            $"Service {service.Metadata.Name} has no endpoint: {text}");
    }

    /// <summary>
    /// A target port by name that no pod declares (of the ready ones, where some are); then the Service has pods and
    /// still no endpoint.
    /// </summary>
    public static string? UnknownPort(Service service, IReadOnlyList<Pod> pods)
    {
        var named = service.Spec.Ports
            .Select(p => p?.TargetPort?.Text)
            .Where(t => t is { Length: > 0 } && !char.IsAsciiDigit(t[0]))
            .ToList();
        var ready = pods.Where(p => p.IsReady()).ToList();
        var known = (ready.Count > 0 ? ready : pods).SelectMany(p => p.Spec.AllContainers()).SelectMany(c => c.Ports)
            .Where(p => p is not null).Select(p => p.Name).ToHashSet();
        return named.Count > 0 && named.Count == service.Spec.Ports.Count && named.All(n => !known.Contains(n))
            ? named[0]
            : null;
    }

    // An Ingress leads here, and nothing in the namespace is or could be behind it: no workload, no custom resource.
    private static string? Abandoned(WorldIndex index, Service service)
    {
        var ns = service.Metadata.Namespace;
        var isMeant = index.WorkloadsIn(ns)
            .Any(w => WorldIndex.Covers(w.Template.Metadata.Labels, service.Spec.Selector)) ||
            index.Objects.CustomResources.Any(c => c.Metadata.Namespace == ns && c.Kind == "Rollout");
        var ingress = isMeant || index.Objects.Ingresses.Count == 0 ? null : index.Objects.Ingresses
            .Where(i =>
                i.Metadata.Namespace == ns &&
                    !i.Metadata.Annotations.Keys.Any(k => k.Contains("canary", StringComparison.Ordinal)))
            .Where(i =>
                i.Spec.Rules.SelectMany(r => r?.Http?.Paths ?? [])
                    .Any(p => p?.Backend?.Service?.Name == service.Metadata.Name) ||
                i.Spec.DefaultBackend?.Service?.Name == service.Metadata.Name)
            .Select(i => i.Metadata.Name).Order(StringComparer.Ordinal).FirstOrDefault();
        return ingress is null ? null : $"no pod and no workload carries its labels, and Ingress {ingress} leads to it";
    }

    // What people name is the workload behind the Service, where there is exactly one.
    private static ObjectRef Subject(WorldIndex index, Service service, IReadOnlyList<Pod> pods)
    {
        var owners = pods.Select(p => Owners.TopOwner(index.Objects, p)).Distinct().ToList();
        return owners.Count == 1 && pods.All(p => !p.IsReady()) ? owners[0] : service.Ref();
    }

    private static DateTimeOffset? Since(IReadOnlyList<Pod> pods) =>
        pods.Select(p => p.Status.Conditions.Condition("Ready")?.LastTransitionTime).Max();
}
