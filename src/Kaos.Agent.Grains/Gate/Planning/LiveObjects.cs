using System.Text.Json.Nodes;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>Objects as the API server has them now, with every field.</summary>
internal static class LiveObjects
{
    /// <returns>Null when it is not there.</returns>
    /// <exception cref="KubernetesException">It could not be read.</exception>
    public static Task<JsonObject?> FindAsync(
        IKubernetesReader reader, ObjectRef target, CancellationToken cancellationToken) =>
        FindAsync(reader, target, Kinds.Find(target.Kind), cancellationToken);

    /// <param name="type">Null: of no kind that plans are about.</param>
    /// <returns>Null when it is not there.</returns>
    /// <exception cref="KubernetesException">It could not be read.</exception>
    public static async Task<JsonObject?> FindAsync(
        IKubernetesReader reader, ObjectRef target, ResourceType? type, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(reader, target, type, cancellationToken);
        }
        catch (KubernetesException gone) when (gone.Error == KubernetesError.NotFound)
        {
            return null;
        }
    }

    /// <exception cref="KubernetesException">It could not be read; NotFound when it is not there.</exception>
    private static async Task<JsonObject> GetAsync(
        IKubernetesReader reader, ObjectRef target, ResourceType? known, CancellationToken cancellationToken)
    {
        var type = known
            ?? throw new KubernetesException(
                KubernetesError.Invalid, $"KAOS makes no changes to objects of kind {target.Kind}.");
        var raw = await reader.GetRawAsync(type, target.Namespace, target.Name, cancellationToken);
        var live = JsonObject.Create(raw)
            ?? throw new KubernetesException(
                KubernetesError.BadAnswer, $"The API server answered for {target} with something that is no object.");
        // Some servers leave kind out of single objects as they do in lists; projections depend on it.
        live["kind"] ??= type.Kind;
        return live;
    }
}
