using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>Webhooks that may refuse what is written to the API server.</summary>
public sealed record ValidatingWebhookConfiguration : IWebhookConfiguration
{
    [JsonIgnore]
    public string ApiVersion => "admissionregistration.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "ValidatingWebhookConfiguration";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IReadOnlyList<AdmissionWebhook> Webhooks { get; init => field = value.OrEmpty(); } = [];
}
