using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>The one object that a question is about, or what is said when there is not exactly one.</summary>
internal abstract record Meaning
{
    public sealed record One(IntakeWorld World, ObjectRef Object) : Meaning;

    public sealed record Other(Intake Says) : Meaning;

    /// <param name="kind">The kind that is said; null for a workload or a node.</param>
    /// <param name="withEveryKind">Whether also an object of another kind may be meant where none was said.</param>
    public static Meaning Of(
        IReadOnlyList<string> words, IntakeScope scope, string? kind, bool withEveryKind = false)
    {
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
            ? new One(scope.Worlds.First(world => world.Cluster.Name == best[0].Cluster), best[0].Object)
            : new Other(IntakeNearest.Ambiguous(best));
    }
}
