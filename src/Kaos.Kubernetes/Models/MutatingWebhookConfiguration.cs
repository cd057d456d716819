using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>Webhooks that may change or refuse what is written to the API server.</summary>
public sealed record MutatingWebhookConfiguration : IWebhookConfiguration
{
    [JsonIgnore]
    public string ApiVersion => "admissionregistration.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "MutatingWebhookConfiguration";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IReadOnlyList<AdmissionWebhook> Webhooks { get; init => field = value.OrEmpty(); } = [];
}
