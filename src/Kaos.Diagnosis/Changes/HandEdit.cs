using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>
/// Fields of a kept object that a person wrote last. The API server tells neither what stood there before nor the
/// person's name.
/// </summary>
/// <param name="By">The field manager: <c>kubectl-edit</c>.</param>
internal sealed record HandEdit(DateTimeOffset At, string By, IReadOnlyList<string> Fields)
{
    // What people write with; "Mozilla" is a browser, behind which a dashboard is.
    private static readonly string[] Hands =
        ["kubectl-edit", "kubectl-patch", "kubectl-set", "kubectl-scale", "kubectl-client-side-apply", "k9s", "Lens",
            "OpenLens", "Mozilla", "dashboard"];

    private static readonly string[] Parts = ["f:spec", "f:data", "f:binaryData"];

    /// <summary>
    /// The latest, with the fields that the keeper does not own as well; null where nobody edited any.
    /// </summary>
    public static HandEdit? Of(IKubernetesObject item, Keeper keeper)
    {
        var own = item.Metadata.ManagedFields
            .Where(e => keeper.Managers.Any(m => e.Manager.Contains(m, StringComparison.OrdinalIgnoreCase)))
            .SelectMany(Leaves)
            .ToHashSet(StringComparer.Ordinal);
        return own.Count == 0 ? null : item.LaterWrites()
            .Where(e => Hands.Contains(e.Manager, StringComparer.OrdinalIgnoreCase))
            .Select(e =>
                new HandEdit(
                    e.Time ?? default, e.Manager,
                    [.. Leaves(e).Where(f => !own.Contains(f)).Order(StringComparer.Ordinal)]))
            .FirstOrDefault(e => e.Fields.Count > 0);
    }

    private static IEnumerable<string> Leaves(ManagedFieldsEntry entry) => FieldLeaves.Of(entry, Parts);
}
