using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>The one object that a question is about, or what is said when there is not exactly one.</summary>
internal abstract record Meaning
{
    /// <param name="Note">That a name was taken for the nearest one; empty when it was said as it is.</param>
    public sealed record One(IntakeWorld World, ObjectRef Object, string Note = "") : Meaning;

    public sealed record Other(Intake Says) : Meaning;

    /// <param name="kind">The kind that is said; null for a workload or a node.</param>
    /// <param name="withEveryKind">Whether also an object of another kind may be meant where none was said.</param>
    /// <param name="withPods">Whether a pod's own name means the pod, and not its workload.</param>
    public static Meaning Of(
        IReadOnlyList<string> words, IntakeScope scope, string? kind, bool withEveryKind = false, bool withPods = false)
    {
        if (withPods && kind is null or "Pod" && PodNamed(words, scope) is { } named)
        {
            return named;
        }

        var fitting = IntakeCandidates.Of(words, scope, withEveryKind || kind is not null and not "Pod")
            .Where(candidate => candidate.Score >= IntakeCandidates.Enough)
            .Where(candidate => kind is null or "Pod" || candidate.Object.Kind == kind)
            .ToImmutableArray();
        if (fitting.IsEmpty)
        {
            return new Other(IntakeNearest.Unclear(words, scope));
        }

        var best = fitting.TakeWhile(candidate => candidate.Score > fitting[0].Score - 0.05).ToImmutableArray();
        return best.Length == 1
            ? new One(
                scope.Worlds.First(world => world.Cluster.Name == best[0].Cluster), best[0].Object,
                IntakeNearest.TakenFor(words, scope, best[0].Object))
            : new Other(IntakeNearest.Ambiguous(best));
    }

    // A pod by its whole name; one that is gone is told by the pods that its workload has now.
    private static Meaning? PodNamed(IReadOnlyList<string> words, IntakeScope scope)
    {
        foreach (var world in scope.Worlds)
        {
            foreach (var pod in world.World.Objects.Pods.Where(pod =>
                words.Contains(pod.Metadata.Name) && IsSeen(world, scope, pod)))
            {
                return new One(world, Subjects.Ref(pod));
            }
        }

        foreach (var word in IntakeCandidates.Content(words, scope).Where(word => word.Any(char.IsDigit)))
        {
            foreach (var world in scope.Worlds.Where(world => !world.HasObject(word)))
            {
                var lost = world.Namespaces.Where(scope.Holds)
                    .Select(place => Subjects.OfPod(world.World.Objects, place, word))
                    .FirstOrDefault(owner => owner is not null);
                if (lost is not null)
                {
                    return new Other(Gone(word, lost, world));
                }
            }
        }

        return null;
    }

    private static Intake.Unclear Gone(string name, ObjectRef owner, IntakeWorld world)
    {
        var pods = world.World.Objects.Pods.Where(pod => pod.Metadata.Namespace == owner.Namespace &&
            Subjects.OfPod(world.World.Objects, pod.Metadata.Namespace, pod.Metadata.Name) == owner).ToList();
        return new Intake.Unclear(
            $"There is no pod '{name}' in {world.Cluster.Name} now. {owner.Named()} has "
            + (pods.Count == 0
                ? "no pods."
                : $"{string.Join(", ", pods.Select(pod => pod.Metadata.Name).Order(StringComparer.Ordinal))}: ask for one of them."),
            [.. pods.Select(pod => new Candidate(world.Cluster.Name, Subjects.Ref(pod), 1))]);
    }

    private static bool IsSeen(IntakeWorld world, IntakeScope scope, Pod pod) =>
        scope.Holds(pod.Metadata.Namespace) && world.MaySee(pod.Metadata.Namespace);
}
