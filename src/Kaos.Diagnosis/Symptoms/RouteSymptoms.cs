using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Routes;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Ingresses, Gateways and routes that do not lead where they say. Just made ones are left alone.</summary>
internal static class RouteSymptoms
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public static IEnumerable<Symptom> Of(WorldIndex index, DateTimeOffset now)
    {
        foreach (var ingress in index.Objects.Ingresses.Where(i => IsSettled(i, now)))
        {
            if (IngressFaults.Of(index, ingress, now).FirstOrDefault() is { } fault)
            {
                yield return One(ingress, fault, now);
            }
        }

        foreach (var item in index.Objects.CustomResources.Where(c => c.Group == GatewayFaults.Group && IsSettled(c, now)))
        {
            if (GatewayFaults.Of(index, item).FirstOrDefault() is { } fault)
            {
                yield return One(item, fault, now);
            }
        }
    }

    private static Symptom One(IKubernetesObject item, RouteFault fault, DateTimeOffset now) => new(
        SymptomCodes.RouteBroken, item.Ref(), item.Ref(), fault.Severity,
        fault.Since ?? item.Metadata.CreationTimestamp ?? now, $"{item.Kind} {item.Metadata.Name}: {fault.Text}");

    private static bool IsSettled(IKubernetesObject item, DateTimeOffset now) =>
        item.Metadata.DeletionTimestamp is null && now - (item.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue) > Grace;
}
