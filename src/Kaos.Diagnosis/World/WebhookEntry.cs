using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>One webhook of one configuration, and the Service that it is asked through.</summary>
internal sealed record WebhookEntry(IWebhookConfiguration Configuration, AdmissionWebhook Webhook)
{
    public bool Blocks => Webhook.FailurePolicy is null or "Fail";

    public WebhookService? Service => Webhook.ClientConfig?.Service;

    public static IEnumerable<WebhookEntry> All(ClusterObjects objects) => objects.MutatingWebhookConfigurations
        .Concat<IWebhookConfiguration>(objects.ValidatingWebhookConfigurations)
        .Where(c => c.Metadata.DeletionTimestamp is null)
        .OrderBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.Metadata.Name, StringComparer.Ordinal)
        .SelectMany(Of);

    public static IEnumerable<WebhookEntry> Of(IWebhookConfiguration configuration) =>
        configuration.Webhooks.Where(w => w is not null).Select(w => new WebhookEntry(configuration, w));

    /// <summary>The writes it is asked about: <c>create pods, update deployments</c>.</summary>
    public string Writes() => Text.Say.List(Webhook.Rules.Where(r => r is not null).SelectMany(r => r.Resources.Select(
        resource => $"{string.Join("/", r.Operations).ToLowerInvariant()} {resource}")).Distinct());
}
