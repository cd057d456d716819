using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>One revision of a StatefulSet or DaemonSet: its pod template as it was then.</summary>
public sealed record ControllerRevision : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "apps/v1";

    [JsonIgnore]
    public string Kind => "ControllerRevision";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    /// <summary>
    /// Counted up by the controller; a template that comes back takes the newest number, in its old object.
    /// </summary>
    public long Revision { get; init; }

    public ControllerRevisionData Data { get; init => field = value ?? ControllerRevisionData.Empty; } =
        ControllerRevisionData.Empty;
}

/// <summary>The patch that gives the set that revision's template back.</summary>
public sealed record ControllerRevisionData
{
    internal static readonly ControllerRevisionData Empty = new();

    public ControllerRevisionSpec Spec { get; init => field = value ?? ControllerRevisionSpec.Empty; } =
        ControllerRevisionSpec.Empty;
}

/// <summary>The part of the set that a revision holds.</summary>
public sealed record ControllerRevisionSpec
{
    internal static readonly ControllerRevisionSpec Empty = new();

    public PodTemplate Template { get; init => field = value ?? PodTemplate.Empty; } = PodTemplate.Empty;
}
