using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>What every object carries: identity, owners, and who wrote which fields when.</summary>
public sealed record ObjectMeta
{
    internal static readonly ObjectMeta Empty = new();

    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Empty for cluster-scoped objects.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string Namespace { get; init => field = value ?? ""; } = "";

    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Opaque; only equality means something.</summary>
    public string ResourceVersion { get; init => field = value ?? ""; } = "";

    public long Generation { get; init; }

    private readonly long creationTimestampTicks;

    public DateTimeOffset? CreationTimestamp
    {
        get => CompactTime.Read(creationTimestampTicks);
        init => creationTimestampTicks = CompactTime.Of(value);
    }

    private readonly long deletionTimestampTicks;

    /// <summary>Set while the object waits for its finalizers or its grace period.</summary>
    public DateTimeOffset? DeletionTimestamp
    {
        get => CompactTime.Read(deletionTimestampTicks);
        init => deletionTimestampTicks = CompactTime.Of(value);
    }

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value.OrEmpty(); } = StringMap.Empty;

    public IReadOnlyDictionary<string, string> Annotations { get; init => field = value.OrEmpty(); } = StringMap.Empty;

    public IReadOnlyList<OwnerReference> OwnerReferences { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<string> Finalizers { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<ManagedFieldsEntry> ManagedFields { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The owner that manages this object, or null.</summary>
    [JsonIgnore]
    public OwnerReference? Controller => OwnerReferences.FirstOrDefault(owner => owner.Controller);
}

/// <summary>A reference from a dependant to one of its owners.</summary>
public sealed record OwnerReference
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string ApiVersion { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string Kind { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string Name { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string Uid { get; init => field = value ?? ""; } = "";

    public bool Controller { get; init; }
}

/// <summary>Who last wrote which fields, and when.</summary>
public sealed record ManagedFieldsEntry
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string Manager { get; init => field = value ?? ""; } = "";

    /// <summary><c>Apply</c> (server-side apply) or <c>Update</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string Operation { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string? ApiVersion { get; init; }

    private readonly long timeTicks;

    public DateTimeOffset? Time
    {
        get => CompactTime.Read(timeTicks);
        init => timeTicks = CompactTime.Of(value);
    }

    /// <summary><c>status</c> or <c>scale</c> when the write went through that subresource.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? Subresource { get; init; }

    /// <summary>The set of fields in the FieldsV1 form; absent where the cache has dropped it.</summary>
    [JsonConverter(typeof(FieldSetConverter))]
    public RawJson FieldsV1 { get; init; }
}
