using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>NetworkPolicies that select no pod, and webhooks that nobody answers and nobody misses.</summary>
internal sealed class NetworkRemarks : IRemarkRule
{
    private static readonly LabelSelector Everything = new();

    public ImmutableArray<string> Codes => [RemarkCodes.NetworkPolicySelectsNothing, RemarkCodes.WebhookLeftOver];

    public IEnumerable<Remark> Of(WorldIndex index)
    {
        var objects = index.Objects;
        foreach (var policy in objects.NetworkPolicies.Where(p => objects.WasRead<Pod>() && !SelectsAny(index, p)))
        {
            yield return new Remark(
                RemarkCodes.NetworkPolicySelectsNothing, policy.Ref(),
                $"{policy.Ref().Named()} selects {PolicyText.Selector(policy.Spec.PodSelector ?? Everything)}, which no pod or workload carries",
                "Compare its podSelector with the labels of the pods that it should protect, or remove it.");
        }

        foreach (var entry in WebhookEntry.All(objects).Where(e => objects.WasRead<Service>() && !e.Blocks))
        {
            if (entry.Service is { Name.Length: > 0 } service &&
                objects.Find<Service>(service.Namespace, service.Name) is null)
            {
                yield return new Remark(
                    RemarkCodes.WebhookLeftOver, entry.Configuration.Ref(),
                    $"Webhook {entry.Webhook.Name} is asked through Service {service.Namespace}/{service.Name}, which does not exist; its silence is ignored",
                    "Remove the configuration, or install what should answer: until then every such write waits for it in vain.");
            }
        }
    }

    private static bool SelectsAny(WorldIndex index, NetworkPolicy policy)
    {
        var selector = policy.Spec.PodSelector ?? Everything;
        var ns = policy.Metadata.Namespace;
        return (selector.MatchLabels.Count == 0 && selector.MatchExpressions.Count == 0) ||
            index.WorkloadsIn(ns).Any(w => selector.Matches(w.Template.Metadata.Labels)) ||
            index.Objects.Pods.Any(p => p.Metadata.Namespace == ns && selector.Matches(p.Metadata.Labels));
    }
}
