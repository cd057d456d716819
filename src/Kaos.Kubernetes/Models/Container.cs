using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>A container, or an init container, of a pod.</summary>
public sealed record Container
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string Name { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string Image { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string? ImagePullPolicy { get; init; }

    public IReadOnlyList<string> Command { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<string> Args { get; init => field = value.OrEmpty(); } = [];

    [JsonConverter(typeof(InternedStringConverter))]
    public string? WorkingDir { get; init; }

    public IReadOnlyList<EnvVar> Env { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<EnvFromSource> EnvFrom { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<ContainerPort> Ports { get; init => field = value.OrEmpty(); } = [];

    public Probe? LivenessProbe { get; init; }

    public Probe? ReadinessProbe { get; init; }

    public Probe? StartupProbe { get; init; }

    public ResourceRequirements Resources { get; init => field = value ?? ResourceRequirements.Empty; } =
        ResourceRequirements.Empty;

    public IReadOnlyList<VolumeMount> VolumeMounts { get; init => field = value.OrEmpty(); } = [];

    public SecurityContext? SecurityContext { get; init; }

    /// <summary><c>Always</c> on an init container makes it a sidecar; null otherwise.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? RestartPolicy { get; init; }
}

/// <summary>An environment variable, given literally or taken from elsewhere.</summary>
public sealed record EnvVar
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string? Value { get; init; }

    public EnvVarSource? ValueFrom { get; init; }
}

/// <summary>Where the value of a variable comes from; exactly one is set.</summary>
public sealed record EnvVarSource
{
    public KeySelector? ConfigMapKeyRef { get; init; }

    public KeySelector? SecretKeyRef { get; init; }

    public FieldSelector? FieldRef { get; init; }

    public ResourceSelector? ResourceFieldRef { get; init; }
}

/// <summary>One key of a ConfigMap or Secret in the pod's namespace.</summary>
public sealed record KeySelector
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>True lets the container start although the object or the key is missing.</summary>
    public bool Optional { get; init; }
}

/// <summary>A field of the pod itself.</summary>
public sealed record FieldSelector
{
    public string FieldPath { get; init => field = value ?? ""; } = "";
}

/// <summary>A request or limit of a container of the pod itself.</summary>
public sealed record ResourceSelector
{
    public string? ContainerName { get; init; }

    public string Resource { get; init => field = value ?? ""; } = "";
}

/// <summary>All keys of a ConfigMap or Secret as variables.</summary>
public sealed record EnvFromSource
{
    public string? Prefix { get; init; }

    public OptionalReference? ConfigMapRef { get; init; }

    public OptionalReference? SecretRef { get; init; }
}

/// <summary>A ConfigMap or Secret in the pod's namespace that may be allowed to be missing.</summary>
public sealed record OptionalReference
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>True lets the container start although the object is missing.</summary>
    public bool Optional { get; init; }
}

/// <summary>A port that the container declares; informational for everything but named target ports.</summary>
public sealed record ContainerPort
{
    public string? Name { get; init; }

    [JsonPropertyName("containerPort")]
    public int Number { get; init; }

    public int? HostPort { get; init; }

    /// <summary><c>TCP</c> when null.</summary>
    public string? Protocol { get; init; }
}

/// <summary>Where a volume appears in the container's file system.</summary>
public sealed record VolumeMount
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string Name { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string MountPath { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string? SubPath { get; init; }

    public bool ReadOnly { get; init; }
}

/// <summary>What a container asks for and may not exceed, by resource name (<c>cpu</c>, <c>memory</c>, …).</summary>
public sealed record ResourceRequirements
{
    internal static readonly ResourceRequirements Empty = new();

    public IReadOnlyDictionary<string, Quantity> Requests { get; init => field = value.OrEmpty(); } = Quantities.None;

    public IReadOnlyDictionary<string, Quantity> Limits { get; init => field = value.OrEmpty(); } = Quantities.None;
}
