using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Webhooks that cannot answer and whose silence refuses the write. One that is ignored when silent harms nobody.</summary>
internal static class WebhookSymptoms
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(3);

    public static IEnumerable<Symptom> Of(WorldIndex index, DateTimeOffset now)
    {
        if (!index.Objects.WasRead<Service>() || !index.Objects.WasRead<Pod>())
        {
            yield break;
        }

        foreach (var entry in WebhookEntry.All(index.Objects).Where(e => e.Blocks && e.Service is { Name.Length: > 0 })
            .DistinctBy(e => (e.Configuration, e.Service?.Namespace, e.Service?.Name)))
        {
            if (Why(index, entry.Service ?? new WebhookService(), now) is var (text, since) && text is not null)
            {
                yield return new Symptom(
                    SymptomCodes.AdmissionBroken, entry.Configuration.Ref(), entry.Configuration.Ref(), Severity.Critical,
                    since ?? entry.Configuration.Metadata.CreationTimestamp ?? now,
                    $"Webhook {entry.Webhook.Name} of {entry.Configuration.Metadata.Name} cannot be called: {text}");
            }
        }
    }

    private static (string? Text, DateTimeOffset? Since) Why(WorldIndex index, WebhookService target, DateTimeOffset now)
    {
        if (index.Objects.Find<Service>(target.Namespace, target.Name) is not { } service)
        {
            return ($"Service {target.Namespace}/{target.Name} does not exist", null);
        }

        var pods = index.Select(target.Namespace, service.Spec.Selector);
        if (service.Spec.Selector.Count == 0 || pods.Any(p => p.IsReady() && !p.IsLeaving()) || pods.Any(p => IsStarting(p, now)))
        {
            return (null, null);
        }

        var since = pods.Select(p => p.Status.Conditions.Condition("Ready")?.LastTransitionTime).Max();
        return (pods.Count == 0 ? $"no pod is behind Service {target.Name}" : $"none of the {pods.Count} pods behind Service {target.Name} is ready", since);
    }

    private static bool IsStarting(Pod pod, DateTimeOffset now) => now - (pod.Metadata.CreationTimestamp ?? now) < Grace;
}
