using System.Text;

namespace Kaos.Kubernetes.Client;

/// <summary>How a write is sent.</summary>
/// <param name="FieldManager">The name under which the server books the written fields.</param>
/// <param name="DryRun">The server does everything but store the result.</param>
/// <param name="Strict">The server refuses fields that it does not know, instead of dropping them.</param>
public sealed record WriteOptions(string FieldManager, bool DryRun = false, bool Strict = true);

/// <summary>The state that an object must still be in to be deleted.</summary>
/// <param name="GracePeriodSeconds">Null for the object's own.</param>
/// <param name="PropagationPolicy"><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the kind's
/// default.</param>
public sealed record DeletePreconditions(
    string? Uid = null,
    string? ResourceVersion = null,
    int? GracePeriodSeconds = null,
    string? PropagationPolicy = null);

/// <summary>The form of a patch.</summary>
public enum PatchKind
{
    /// <summary>RFC 7386.</summary>
    Merge,

    /// <summary>RFC 6902, with <c>test</c> operations.</summary>
    Json,

    /// <summary>Server-side apply; conflicts with other field managers are errors.</summary>
    Apply,
}

/// <summary>A patch as it goes over the wire.</summary>
/// <param name="Body">UTF-8.</param>
public sealed record KubernetesPatch(PatchKind Kind, ReadOnlyMemory<byte> Body)
{
    public static KubernetesPatch Merge(string json) => new(PatchKind.Merge, Encoding.UTF8.GetBytes(json));

    public static KubernetesPatch Json(string json) => new(PatchKind.Json, Encoding.UTF8.GetBytes(json));

    public static KubernetesPatch Apply(string json) => new(PatchKind.Apply, Encoding.UTF8.GetBytes(json));

    /// <summary><c>status</c>, <c>ephemeralcontainers</c>, …; null: the object itself.</summary>
    public string? Subresource { get; init; }

    internal string MediaType => Kind switch
    {
        PatchKind.Merge => "application/merge-patch+json",
        PatchKind.Json => "application/json-patch+json",
        _ => "application/apply-patch+yaml",
    };
}
