using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Load balancers that were asked for and are not made: the cloud's controller says why, or it makes others and not
/// this one. Where no Service at all has one, nobody makes any here, and people reach the node ports: that is no
/// trouble.
/// </summary>
internal static class LoadBalancerSymptoms
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    // What is said of its endpoints, of who may keep which address, and of settings that still count.
    private static readonly string[] Elsewhere =
        ["Endpoint", "Topology", "NotAllocated", "Deprecated", "Ignored", "Finalizer", "UpdateStatus"];

    public static IEnumerable<Symptom> Of(WorldIndex index, Service service, Moment now)
    {
        if (!IsAsked(service) || HasAddress(service))
        {
            yield break;
        }

        var failure = Failure(index, service, now);
        if (failure is null &&
            (service.Spec.LoadBalancerClass is not null ||
                !index.Objects.Services.Any(s => IsAsked(s) && HasAddress(s))))
        {
            yield break;
        }

        var made = service.Metadata.CreationTimestamp ?? now;
        if (failure is not null || now.IsPast(made, Patience))
        {
            yield return new Symptom(
                SymptomCodes.AddressPending, service.Ref(), service.Ref(), Severity.Warning, failure?.FirstSeen ?? made,
                $"Service {service.Metadata.Name} waits for its load balancer");
        }
    }

    /// <summary>Other Services tell whether load balancers are made here at all, wherever they stand.</summary>
    public static IEnumerable<Service> Touched(WorldIndex index, ObjectChange change) => change.Any switch
    {
        Service service when IsAsked(service) => index.Objects.Services.Where(IsAsked),
        Service => change.After is Service after ? [after] : [],
        Event { InvolvedObject: { Kind: "Service" } about } =>
            index.Objects.Find<Service>(about.Namespace ?? "", about.Name ?? "") is { } service ? [service] : [],
        _ => [],
    };

    /// <summary>What the cloud's controller says last, where it says that it cannot.</summary>
    public static Event? Failure(WorldIndex index, Service service, Moment now) => index.EventsOf(service.Ref())
        .Where(e => e.Type == "Warning" && !now.IsPast(e.LastSeen ?? DateTimeOffset.MinValue, Recent) &&
            !Elsewhere.Any(w => e.Reason?.Contains(w, StringComparison.OrdinalIgnoreCase) ?? true))
        .OrderByDescending(e => e.LastSeen).ThenBy(e => e.Message, StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool IsAsked(Service service) =>
        service.Spec.Type == "LoadBalancer" && service.Metadata.DeletionTimestamp is null;

    private static bool HasAddress(Service service) => service.Status.LoadBalancer?.Ingress.Count > 0;
}
