using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Operators;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>
/// Resources from which an operator makes a Secret (ExternalSecret, SealedSecret, …). Where a pod waits for that
/// Secret, it is what people see is missing, and the resource tells why.
/// </summary>
internal static class SecretMaker
{
    private const string Connection = "writeConnectionSecretToRef";

    /// <summary>The resource that should make a Secret and says that it does not; null when there is none.</summary>
    public static CustomResource? Of(
        Scene scene, string @namespace, string secret) => scene.Index.Objects.CustomResources
        .Where(item => Place(item) == @namespace && Target(item) == secret && IsUnwell(item))
        .OrderBy(item => item.Ref().ToString(), StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Whether a pod that cannot start needs the Secret that the resource does not make.</summary>
    public static bool IsMissed(Scene scene, CustomResource item) =>
        IsSecretKind(item) && Target(item) is { } secret && IsUnwell(item) && scene.Complaints
            .SelectMany(c => c.Of(SymptomCodes.ConfigError, SymptomCodes.Pending))
            .Where(s => s.Object.Namespace == item.Metadata.Namespace)
            .Select(s => scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name))
            .Any(pod => pod is not null && WorkloadEdges.Configuration(pod.Spec)
                .Any(r => r.Kind == "Secret" && !r.Optional && r.Name == secret));

    private static bool IsUnwell(CustomResource item) =>
        ResourceHealth.Of(item)?.Cause == CauseCodes.ResourceUnhealthy;

    /// <summary>
    /// What is really wrong where a maker does not make: the store that it asks, or the maker itself where the Secret
    /// only tells others of what it makes (a database's address). Null where the missing Secret says it all.
    /// </summary>
    public static ObjectRef? Cause(Scene scene, CustomResource maker) =>
        ResourceLinks.Of(scene.Index, maker).FirstOrDefault(l => ResourceHealth.Of(l) is not null)?.Ref()
        ?? (IsSecretKind(maker) ? null : maker.Ref());

    // A kind of its own for Secrets, or by Crossplane's convention where a resource writes how it is reached.
    private static string? Target(CustomResource item) => IsSecretKind(item)
        ? item.Spec.Text("target", "name") ?? item.Spec.Text("secretName") ?? item.Metadata.Name
        : item.Spec.Text(Connection, "name");

    private static string Place(CustomResource item) =>
        item.Spec.Text(Connection, "namespace") ?? item.Metadata.Namespace;

    private static bool IsSecretKind(CustomResource item) => item.Kind.EndsWith("Secret", StringComparison.Ordinal);
}
