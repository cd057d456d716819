using System.Text.Json;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

/// <summary>
/// Everything that changes one cluster. Only the gate may hold one. Bodies are raw JSON, so that fields which our
/// models
/// do not know survive. A write is sent once: except for a refusal with 429 and a time to wait, nothing is repeated.
/// </summary>
public interface IKubernetesWriter
{
    /// <summary>Creates an object. <see cref="KubernetesError.AlreadyExists"/> when the name is taken.</summary>
    Task<JsonElement> CreateAsync(
        ResourceType type,
        string? @namespace,
        ReadOnlyMemory<byte> body,
        WriteOptions options,
        CancellationToken cancellationToken);

    /// <summary>
    /// Patches an object. A body that carries <c>metadata.resourceVersion</c> fails with
    /// <see cref="KubernetesError.Conflict"/>
    /// when the object has changed since. Server-side apply is never forced.
    /// </summary>
    Task<JsonElement> PatchAsync(
        ResourceType type,
        string? @namespace,
        string name,
        KubernetesPatch patch,
        WriteOptions options,
        CancellationToken cancellationToken);

    /// <summary>
    /// Deletes an object if the preconditions hold, else <see cref="KubernetesError.Conflict"/>. Returns the object or
    /// a Status.
    /// </summary>
    Task<JsonElement> DeleteAsync(
        ResourceType type,
        string? @namespace,
        string name,
        DeletePreconditions preconditions,
        WriteOptions options,
        CancellationToken cancellationToken);

    /// <summary>Sets the number of replicas through the scale subresource.</summary>
    /// <param name="resourceVersion">When set, the scale must still have it.</param>
    Task<Scale> SetScaleAsync(
        ResourceType type,
        string @namespace,
        string name,
        int replicas,
        string? resourceVersion,
        WriteOptions options,
        CancellationToken cancellationToken);

    /// <summary>
    /// Evicts a pod. <see cref="KubernetesError.TooManyRequests"/> when a disruption budget forbids it now.
    /// </summary>
    Task EvictAsync(
        string @namespace,
        string pod,
        DeletePreconditions preconditions,
        WriteOptions options,
        CancellationToken cancellationToken);

    /// <summary>
    /// Runs a program in a container, without a shell, a terminal or input. Sent once and never repeated: whether a
    /// program ran whose answer did not come cannot be known.
    /// </summary>
    /// <returns>What it said and how it ended, as far as the limits let it.</returns>
    Task<ExecResult> ExecAsync(string @namespace, string pod, ExecCall call, CancellationToken cancellationToken);
}
