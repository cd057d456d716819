using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Load balancers that were asked for and are not made: the cloud's controller says why, or it makes others and not this
/// one. Where no Service at all has one, nobody makes any here, and people reach the node ports: that is no trouble.
/// </summary>
internal static class LoadBalancerSymptoms
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    public static IEnumerable<Symptom> Of(WorldIndex index, DateTimeOffset now)
    {
        var asked = index.Objects.Services.Where(s => s.Spec.Type == "LoadBalancer" && s.Metadata.DeletionTimestamp is null).ToList();
        var isMade = asked.Exists(HasAddress);
        foreach (var service in asked.Where(s => !HasAddress(s)))
        {
            var made = service.Metadata.CreationTimestamp ?? now;
            var failure = Failure(index, service, now);
            if (failure is not null || (isMade && service.Spec.LoadBalancerClass is null && now - made > Patience))
            {
                yield return new Symptom(
                    SymptomCodes.AddressPending, service.Ref(), service.Ref(), Severity.Warning, failure?.FirstSeen ?? made,
                    $"Service {service.Metadata.Name} waits for its load balancer");
            }
        }
    }

    /// <summary>What the cloud's controller says last, where it says that it cannot.</summary>
    public static Event? Failure(WorldIndex index, Service service, DateTimeOffset now) => index.EventsOf(service.Ref())
        .Where(e => e.Type == "Warning" && now - (e.LastSeen ?? now) < Recent &&
            e.Reason is "SyncLoadBalancerFailed" or "CreatingLoadBalancerFailed" or "AllocationFailed" or "FailedBuildModel" or "FailedDeployModel")
        .OrderByDescending(e => e.LastSeen).ThenBy(e => e.Message, StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool HasAddress(Service service) => service.Status.LoadBalancer?.Ingress.Count > 0;
}
