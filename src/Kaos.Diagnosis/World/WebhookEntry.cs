using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>One webhook of one configuration, and the Service that it is asked through.</summary>
internal sealed record WebhookEntry(IWebhookConfiguration Configuration, AdmissionWebhook Webhook)
{
    public bool Blocks => Webhook.FailurePolicy is null or "Fail";

    /// <summary>
    /// Whether there is a namespace whose writes it is asked about: a selector that no namespace meets switches it off,
    /// except for what lies in no namespace.
    /// </summary>
    public bool IsAsked(ClusterObjects objects) =>
        Webhook.NamespaceSelector is not { } selector || objects.Namespaces.Count == 0 ||
        Webhook.Rules.Any(r => r is null || !r.Resources.All(Namespaced.Contains)) ||
        objects.Namespaces.Any(n => selector.Matches(n.Metadata.Labels));

    private static readonly HashSet<string> Namespaced =
    [
        "pods", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "services",
        "configmaps", "secrets", "ingresses", "persistentvolumeclaims", "serviceaccounts",
    ];

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
