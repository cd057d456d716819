using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>Defaults and bounds for the objects of a namespace.</summary>
public sealed record LimitRange : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "LimitRange";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public LimitRangeSpec Spec { get; init => field = value ?? LimitRangeSpec.Empty; } = LimitRangeSpec.Empty;
}

/// <summary>The bounds.</summary>
public sealed record LimitRangeSpec
{
    internal static readonly LimitRangeSpec Empty = new();

    public IReadOnlyList<LimitRangeItem> Limits { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>Bounds for one type of object.</summary>
public sealed record LimitRangeItem
{
    /// <summary><c>Container</c>, <c>Pod</c> or <c>PersistentVolumeClaim</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public IReadOnlyDictionary<string, Quantity> Max { get; init => field = value.OrEmpty(); } = Quantities.None;

    public IReadOnlyDictionary<string, Quantity> Min { get; init => field = value.OrEmpty(); } = Quantities.None;

    /// <summary>Limits given to containers that set none.</summary>
    public IReadOnlyDictionary<string, Quantity> Default { get; init => field = value.OrEmpty(); } = Quantities.None;

    /// <summary>Requests given to containers that set none.</summary>
    public IReadOnlyDictionary<string, Quantity> DefaultRequest { get; init => field = value.OrEmpty(); } =
        Quantities.None;

    public IReadOnlyDictionary<string, Quantity> MaxLimitRequestRatio { get; init => field = value.OrEmpty(); } =
        Quantities.None;
}
