using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A class of storage.</summary>
public sealed record StorageClass : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "storage.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "StorageClass";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public string Provisioner { get; init => field = value ?? ""; } = "";

    public string? ReclaimPolicy { get; init; }

    /// <summary><c>Immediate</c> (also when null) or <c>WaitForFirstConsumer</c>.</summary>
    public string? VolumeBindingMode { get; init; }

    public bool AllowVolumeExpansion { get; init; }

    /// <summary>Whether claims without a class get this one.</summary>
    [JsonIgnore]
    public bool IsDefault =>
        Metadata.Annotations.GetValueOrDefault("storageclass.kubernetes.io/is-default-class") == "true";
}
