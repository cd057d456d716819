using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Routes;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Ingresses, Gateways and routes that do not lead where they say. Just made ones are left alone.</summary>
internal static class RouteSymptoms
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public static IEnumerable<Symptom> Of(WorldIndex index, Ingress ingress, Moment now)
    {
        if (IsSettled(ingress, now) && IngressFaults.Of(index, ingress, now).FirstOrDefault() is { } fault)
        {
            yield return One(ingress, fault, now);
        }
    }

    public static IEnumerable<Symptom> Of(WorldIndex index, CustomResource item, Moment now)
    {
        if (item.Group == GatewayFaults.Group && IsSettled(item, now) &&
            GatewayFaults.Of(index, item).FirstOrDefault() is { } fault)
        {
            yield return One(item, fault, now);
        }
    }

    private static Symptom One(IKubernetesObject item, RouteFault fault, Moment now) => new(
        SymptomCodes.RouteBroken, item.Ref(), item.Ref(), fault.Severity,
        fault.Since ?? item.Metadata.CreationTimestamp ?? now, $"{item.Kind} {item.Metadata.Name}: {fault.Text}");

    private static bool IsSettled(IKubernetesObject item, Moment now) =>
        item.Metadata.DeletionTimestamp is null &&
            now.IsPast(item.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue, Grace);
}
