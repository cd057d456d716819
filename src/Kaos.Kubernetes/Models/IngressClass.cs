using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A class of Ingresses: which controller serves them.</summary>
public sealed record IngressClass : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "networking.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "IngressClass";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IngressClassSpec Spec { get; init => field = value ?? IngressClassSpec.Empty; } = IngressClassSpec.Empty;

    /// <summary>Whether Ingresses without a class get this one.</summary>
    [JsonIgnore]
    public bool IsDefault =>
        Metadata.Annotations.GetValueOrDefault("ingressclass.kubernetes.io/is-default-class") == "true";
}

/// <summary>Who serves a class.</summary>
public sealed record IngressClassSpec
{
    internal static readonly IngressClassSpec Empty = new();

    /// <summary>Such as <c>k8s.io/ingress-nginx</c>.</summary>
    public string Controller { get; init => field = value ?? ""; } = "";
}
