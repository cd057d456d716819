using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Rules;

/// <summary>What could not be read: said, and never taken for healthy.</summary>
internal static class NotRead
{
    private static readonly string[] Unused =
    [
        "networkpolicies", "metrics.k8s.io", "limitranges", "serviceaccounts", "storageclasses", "horizontalpodautoscalers",
        "poddisruptionbudgets", "namespaces", "rbac.authorization.k8s.io", "ingressclasses", "webhookconfigurations",
    ];

    public static ImmutableArray<NotChecked> Of(Scene scene) =>
    [
        .. scene.File.World.NotRead
            .Select(p => new NotChecked(p.What, p.Why))
            .Distinct()
            .OrderBy(n => n.What, StringComparer.Ordinal).ThenBy(n => n.Why, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Whether something that could not be read may bear on this explanation: it names the namespace or the subject, or
    /// it is a kind of object that rules read, for the whole cluster.
    /// </summary>
    public static bool Touches(Scene scene, Draft draft) => On(scene, draft.Subject).Any();

    /// <summary>What could not be read and may bear on this subject.</summary>
    public static IEnumerable<UnreadPart> On(Scene scene, ObjectRef subject) =>
        scene.File.World.NotRead.Where(part => !IsAside(part.What) && Names(part.What, subject));

    private static bool Names(string what, ObjectRef subject)
    {
        var isPlaced = what.Contains('/', StringComparison.Ordinal) || what.Contains(" in ", StringComparison.Ordinal);
        return !isPlaced || subject.Namespace is not { } ns || what.Split('/', ' ').Contains(ns);
    }

    // A first run has no previous log, and no rule looks at these kinds: they are said, and change no conclusion.
    private static bool IsAside(string what) =>
        what.EndsWith("(previous run)", StringComparison.Ordinal) ||
        Unused.Any(kind => what.Contains(kind, StringComparison.OrdinalIgnoreCase));
}
