namespace Kaos.Kubernetes.Models;

/// <summary>What both kinds of webhook configuration have in common.</summary>
public interface IWebhookConfiguration : IKubernetesObject
{
    /// <summary>The webhooks, in the order in which they are called.</summary>
    IReadOnlyList<AdmissionWebhook> Webhooks { get; }
}

/// <summary>One webhook: who is asked about which writes, and what happens when it does not answer.</summary>
public sealed record AdmissionWebhook
{
    public string Name { get; init => field = value ?? ""; } = "";

    public WebhookClient? ClientConfig { get; init; }

    /// <summary>
    /// <c>Fail</c> (also when null) refuses the write when the webhook does not answer, <c>Ignore</c> lets it pass.
    /// </summary>
    public string? FailurePolicy { get; init; }

    /// <summary>10 when null.</summary>
    public int? TimeoutSeconds { get; init; }

    public LabelSelector? NamespaceSelector { get; init; }

    public LabelSelector? ObjectSelector { get; init; }

    public IReadOnlyList<WebhookRule> Rules { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>Where a webhook is reached: a Service or an address outside.</summary>
public sealed record WebhookClient
{
    public WebhookService? Service { get; init; }

    public string? Url { get; init; }

    /// <summary>Base64 of the PEM certificates that the webhook's own must be signed by.</summary>
    public string? CaBundle { get; init; }
}

/// <summary>The Service that a webhook answers behind.</summary>
public sealed record WebhookService
{
    public string Namespace { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>443 when null.</summary>
    public int? Port { get; init; }

    public string? Path { get; init; }
}

/// <summary>The writes that a webhook is asked about; <c>*</c> stands for all.</summary>
public sealed record WebhookRule
{
    public IReadOnlyList<string> Operations { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<string> ApiGroups { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<string> Resources { get; init => field = value.OrEmpty(); } = [];
}
