using System.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Resources;

/// <summary>What an API server calls a kind of object.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Plural">The name in URLs, such as <c>pods</c>.</param>
/// <param name="Kind">The name in objects, such as <c>Pod</c>.</param>
/// <param name="Namespaced">False for nodes, namespaces, volumes and the like.</param>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary><c>v1</c> or <c>group/version</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>pods</c> or <c>deployments.apps</c>: how people and RBAC name it.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>
    /// The singular and the short names that the server knows it by, such as <c>deploy</c>; empty where nobody asked
    /// it. They make no difference between types.
    /// </summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Two that mean the same on a server are equal, whatever it calls them besides.</summary>
    public bool Equals(ResourceType? other) => other is not null && Group == other.Group && Version == other.Version &&
        Plural == other.Plural && Kind == other.Kind && Namespaced == other.Namespaced;

    public override int GetHashCode() => HashCode.Combine(Group, Version, Plural, Kind, Namespaced);

    /// <summary>The type behind one of our models.</summary>
    public static ResourceType Of<T>()
        where T : class, IKubernetesObject => ModelKinds.Of<T>().Resource;

    /// <summary>
    /// The path on the server. A null or empty namespace means all namespaces (or a cluster-scoped type), a null name
    /// the whole collection. Every part is escaped, so that a name from outside cannot lead elsewhere.
    /// </summary>
    /// <exception cref="ArgumentException">A part is <c>.</c> or <c>..</c>, which a URL would resolve away.</exception>
    public string Path(string? @namespace, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(Group.Length == 0 ? "/api/" : "/apis/");
        if (Group.Length > 0)
        {
            path.Append(Segment(Group)).Append('/');
        }

        path.Append(Segment(Version));
        if (Namespaced && !string.IsNullOrEmpty(@namespace))
        {
            path.Append("/namespaces/").Append(Segment(@namespace));
        }

        path.Append('/').Append(Segment(Plural));
        if (name is not null)
        {
            path.Append('/').Append(Segment(name));
        }

        if (subresource is not null)
        {
            path.Append('/').Append(Segment(subresource));
        }

        return path.ToString();
    }

    internal static string Segment(string text) => text is "." or ".." or ""
        ? throw new ArgumentException(
            $"'{text}' cannot be part of an API path. Give the object's real name.", nameof(text))
        : Uri.EscapeDataString(text);
}
