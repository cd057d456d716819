using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>A volume of a pod. Sources that diagnosis does not follow leave all of these null.</summary>
public sealed record Volume
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string Name { get; init => field = value ?? ""; } = "";

    public ConfigMapVolume? ConfigMap { get; init; }

    public SecretVolume? Secret { get; init; }

    public ClaimVolume? PersistentVolumeClaim { get; init; }

    /// <summary>A claim made for each pod and named after both: <c>pod-volume</c>.</summary>
    public EphemeralVolume? Ephemeral { get; init; }

    public ProjectedVolume? Projected { get; init; }

    public EmptyDirVolume? EmptyDir { get; init; }

    public HostPathVolume? HostPath { get; init; }
}

/// <summary>A volume that is made with its pod and goes with it.</summary>
public sealed record EphemeralVolume;

/// <summary>The keys of a ConfigMap as files.</summary>
public sealed record ConfigMapVolume
{
    public string Name { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<KeyToPath> Items { get; init => field = value.OrEmpty(); } = [];

    public bool Optional { get; init; }
}

/// <summary>The keys of a Secret as files.</summary>
public sealed record SecretVolume
{
    public string SecretName { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<KeyToPath> Items { get; init => field = value.OrEmpty(); } = [];

    public bool Optional { get; init; }
}

/// <summary>One key and the file in which it appears; naming a missing key keeps the pod from starting.</summary>
public sealed record KeyToPath
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string Path { get; init => field = value ?? ""; } = "";
}

/// <summary>A claim in the pod's namespace.</summary>
public sealed record ClaimVolume
{
    public string ClaimName { get; init => field = value ?? ""; } = "";

    public bool ReadOnly { get; init; }
}

/// <summary>Several sources in one directory.</summary>
public sealed record ProjectedVolume
{
    public IReadOnlyList<VolumeProjection> Sources { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>One source of a projected volume; service account tokens and pod fields leave both null.</summary>
public sealed record VolumeProjection
{
    public ConfigMapVolume? ConfigMap { get; init; }

    /// <summary>Here the API calls the Secret's name <c>name</c>, not <c>secretName</c>.</summary>
    public ConfigMapVolume? Secret { get; init; }
}

/// <summary>
/// Scratch space; counted against ephemeral storage, or against memory when <see cref="Medium"/> is <c>Memory</c>.
/// </summary>
public sealed record EmptyDirVolume
{
    public string? Medium { get; init; }

    public Quantity? SizeLimit { get; init; }
}

/// <summary>A path of the node's file system.</summary>
public sealed record HostPathVolume
{
    public string Path { get; init => field = value ?? ""; } = "";

    public string? Type { get; init; }
}
