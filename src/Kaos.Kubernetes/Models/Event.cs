using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>
/// A Kubernetes event, in either of the two forms in which reporters write it (count and timestamps, or eventTime and
/// series).
/// </summary>
public sealed partial record Event : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "Event";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public ObjectReference InvolvedObject { get; init => field = value ?? ObjectReference.Empty; } =
        ObjectReference.Empty;

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? Type { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Action { get; init; }

    public EventSource? Source { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? ReportingComponent { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? ReportingInstance { get; init; }

    private readonly long firstTimestampTicks;

    public DateTimeOffset? FirstTimestamp
    {
        get => CompactTime.Read(firstTimestampTicks);
        init => firstTimestampTicks = CompactTime.Of(value);
    }

    private readonly long lastTimestampTicks;

    public DateTimeOffset? LastTimestamp
    {
        get => CompactTime.Read(lastTimestampTicks);
        init => lastTimestampTicks = CompactTime.Of(value);
    }

    public int? Count { get; init; }

    private readonly long eventTimeTicks;

    public DateTimeOffset? EventTime
    {
        get => CompactTime.Read(eventTimeTicks);
        init => eventTimeTicks = CompactTime.Of(value);
    }

    public EventSeries? Series { get; init; }

    public ObjectReference? Related { get; init; }

    /// <summary>When it was first seen; null only when the event carries no time at all.</summary>
    [JsonIgnore]
    public DateTimeOffset? FirstSeen => FirstTimestamp ?? EventTime ?? Metadata.CreationTimestamp ?? LastTimestamp;

    /// <summary>When it was last seen.</summary>
    [JsonIgnore]
    public DateTimeOffset? LastSeen => Series?.LastObservedTime ?? LastTimestamp ?? EventTime ?? FirstSeen;

    /// <summary>How often it was seen; at least 1.</summary>
    [JsonIgnore]
    public int Times => Math.Max(1, Series?.Count ?? Count ?? 1);

    /// <summary>Who reported it, such as <c>kubelet</c>; empty when not said.</summary>
    [JsonIgnore]
    public string Reporter => Source?.Component is { Length: > 0 } component ? component : ReportingComponent ?? "";
}

/// <summary>The reporter in the old form.</summary>
public sealed record EventSource
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string? Component { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Host { get; init; }
}

/// <summary>How often an event of the new form was seen again.</summary>
public sealed record EventSeries
{
    public int? Count { get; init; }

    private readonly long lastObservedTimeTicks;

    public DateTimeOffset? LastObservedTime
    {
        get => CompactTime.Read(lastObservedTimeTicks);
        init => lastObservedTimeTicks = CompactTime.Of(value);
    }
}
