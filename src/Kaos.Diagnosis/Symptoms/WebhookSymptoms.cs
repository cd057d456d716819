using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Webhooks that cannot answer and whose silence refuses the write. One that is ignored when silent harms nobody.
/// </summary>
internal static class WebhookSymptoms
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(3);

    public static IEnumerable<Symptom> Of(WorldIndex index, IWebhookConfiguration configuration, Moment now)
    {
        if (!index.Objects.WasRead<Service>() || !index.Objects.WasRead<Pod>())
        {
            yield break;
        }

        foreach (var entry in WebhookEntry.Of(configuration)
            .Where(e => e.Blocks && e.Service is { Name.Length: > 0 } && e.IsAsked(index.Objects))
            .DistinctBy(e => (e.Service?.Namespace, e.Service?.Name)))
        {
            if (Why(index, entry.Service ?? new WebhookService(), now) is ({ } text, var since))
            {
                yield return new Symptom(
                    SymptomCodes.AdmissionBroken, configuration.Ref(), configuration.Ref(), Severity.Critical,
                    since ?? configuration.Metadata.CreationTimestamp ?? now,
                    $"Webhook {entry.Webhook.Name} of {configuration.Metadata.Name} cannot be called: {text}");
            }
        }
    }

    /// <summary>
    /// The configurations that are asked through Services of the namespace of what changed; all where a namespace did.
    /// </summary>
    public static IEnumerable<T> Touched<T>(IReadOnlyList<T> configurations, ObjectChange change)
        where T : class, IWebhookConfiguration => change.Any switch
        {
            T => change.After is T after ? [after] : [],
            Pod or Service => configurations.Where(c => c.Webhooks.Any(
                w => w?.ClientConfig?.Service is { } service && service.Namespace == change.Any.Metadata.Namespace)),
            Namespace => configurations,
            _ => [],
        };

    private static (string? Text, DateTimeOffset? Since) Why(WorldIndex index, WebhookService target, Moment now)
    {
        if (index.Objects.Find<Service>(target.Namespace, target.Name) is not { } service)
        {
            return ($"Service {target.Namespace}/{target.Name} does not exist", null);
        }

        var pods = index.Select(target.Namespace, service.Spec.Selector);
        if (service.Spec.Selector.Count == 0 || pods.Any(p => p.IsReady() && !p.IsLeaving()) ||
            pods.Any(p => !now.IsPast(p.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue, Grace)))
        {
            return (null, null);
        }

        var since = pods.Select(p => p.Status.Conditions.Condition("Ready")?.LastTransitionTime).Max();
        return (pods.Count == 0 ? $"no pod is behind Service {target.Name}" : $"none of the {pods.Count} pods behind Service {target.Name} is ready", since);
    }
}
