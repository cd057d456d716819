using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Client;

/// <summary>Which objects a list holds.</summary>
/// <param name="Namespace">Null for all namespaces.</param>
/// <param name="Limit">Objects per page.</param>
/// <param name="Continue">Where a raw list goes on; typed lists go on by themselves.</param>
/// <param name="ResourceVersion"><c>0</c> lets the server answer from its cache; null asks for the newest.</param>
public sealed record ListQuery(
    string? Namespace = null,
    string? LabelSelector = null,
    string? FieldSelector = null,
    int Limit = 500,
    string? Continue = null,
    string? ResourceVersion = null);

/// <summary>One page of a list.</summary>
/// <param name="ResourceVersion">The moment that the whole list shows; a watch goes on from here.</param>
/// <param name="IsLast">False when more pages follow.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string ResourceVersion, bool IsLast)
    where T : class, IKubernetesObject;

/// <summary>From where and for how long changes are watched.</summary>
/// <param name="ResourceVersion">Changes after this moment are sent.</param>
/// <param name="TimeoutSeconds">After how long the server closes the stream.</param>
public sealed record WatchQuery(
    string ResourceVersion,
    string? Namespace = null,
    string? LabelSelector = null,
    string? FieldSelector = null,
    int TimeoutSeconds = 290)
{
    /// <summary>Called when the server has accepted the watch, which may be long before its first event.</summary>
    public Action? Accepted { get; init; }
}

/// <summary>What happened to a watched object.</summary>
public enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing happened; only the resourceVersion is news.</summary>
    Bookmark,
}

/// <summary>One change.</summary>
/// <param name="Object">The object after the change, or before it for <see cref="WatchEventType.Deleted"/>; only
/// metadata for bookmarks.</param>
public sealed record WatchEvent<T>(WatchEventType Type, T Object)
    where T : class, IKubernetesObject;

/// <summary>Which part of a log is wanted.</summary>
/// <param name="Container">Null when the pod has only one.</param>
/// <param name="Previous">The run before the current one.</param>
/// <param name="TailLines">Only the last so many lines.</param>
/// <param name="Timestamps">Each line begins with its RFC 3339 time.</param>
/// <param name="Follow">Goes on with what is written from now on.</param>
public sealed record LogQuery(
    string? Container = null,
    bool Previous = false,
    int? TailLines = null,
    DateTimeOffset? SinceTime = null,
    int? SinceSeconds = null,
    bool Timestamps = false,
    bool Follow = false);

/// <summary>An action on a resource, as RBAC names it.</summary>
public sealed record AccessQuestion(
    string Verb,
    string Group,
    string Resource,
    string? Namespace = null,
    string? Name = null,
    string? Subresource = null);

/// <summary>Whether an action would be allowed, and why if the server says so.</summary>
public sealed record AccessAnswer(bool Allowed, string? Reason);

/// <summary>Whose token it is. Not authenticated: the error says why, and the rest is empty.</summary>
public sealed record TokenAnswer(
    bool Authenticated,
    string User,
    string Uid,
    IReadOnlyList<string> Groups,
    string? Error);

/// <summary>What <c>/version</c> says.</summary>
public sealed record ServerVersion(string GitVersion, string Platform);

/// <summary>Wanted and actual replicas.</summary>
/// <param name="Selector">Label selector of the counted pods, in its text form.</param>
public sealed record Scale(int SpecReplicas, int StatusReplicas, string? Selector, string ResourceVersion, string Uid);
