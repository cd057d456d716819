using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules;

/// <summary>What could not be read: said, and never taken for healthy.</summary>
internal static class NotRead
{
    public static ImmutableArray<NotChecked> Of(Scene scene) =>
    [
        .. scene.File.World.NotRead
            .Select(p => new NotChecked(p.What, p.Why))
            .Distinct()
            .OrderBy(n => n.What, StringComparer.Ordinal).ThenBy(n => n.Why, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Whether something that could not be read may bear on this explanation: it names the namespace, the subject or
    /// one of its pods, or it is cluster-wide.
    /// </summary>
    public static bool Touches(Scene scene, Draft draft) => scene.File.World.NotRead.Any(part =>
        draft.Subject.Namespace is not { } ns ||
        !part.What.Contains('/', StringComparison.Ordinal) ||
        part.What.Split('/').Contains(ns) ||
        part.What.Contains(draft.Subject.Name, StringComparison.Ordinal));
}
