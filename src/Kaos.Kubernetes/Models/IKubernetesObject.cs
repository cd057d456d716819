namespace Kaos.Kubernetes.Models;

/// <summary>
/// One object as an API server returns it, cut down to the fields that diagnosis reads. Immutable. Never send one back
/// to a server: fields that this model does not know would be lost; writes use raw JSON.
/// </summary>
public interface IKubernetesObject
{
    /// <summary>
    /// Group and version, such as <c>v1</c> or <c>apps/v1</c>. Filled also for items of a list, where the server omits
    /// it.
    /// </summary>
    string ApiVersion { get; }

    /// <summary>
    /// Kind in the singular, such as <c>Pod</c>. Filled also for items of a list, where the server omits it.
    /// </summary>
    string Kind { get; }

    /// <summary>Name, namespace, owners and history. Never null; empty when the server sent none.</summary>
    ObjectMeta Metadata { get; }
}
