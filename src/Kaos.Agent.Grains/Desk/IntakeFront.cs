using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Of several workloads whose names fit equally, the one that people mean: where users feel something, the front, that
/// is
/// the one that the others do not depend on; where pods are sick, the sick one. Pure.
/// </summary>
internal static class IntakeFront
{
    private static readonly string[] Towards =
        ["to", "from", "with", "against", "calling", "reaching", "reach", "talking", "contacting", "into"];

    /// <summary>
    /// "Web times out talking to till": of two that are named in full, the one that is said to have the trouble. Null
    /// where the words do not tell.
    /// </summary>
    public static Candidate? FirstOf(ImmutableArray<Candidate> candidates, IReadOnlyList<string> words)
    {
        var named = candidates.Where(one => one.Score >= 1 && words.Contains(one.Object.Name))
            .OrderBy(one => words.ToList().IndexOf(one.Object.Name)).ToList();
        return named is [var first, var second, ..] && first.Object.Name != second.Object.Name &&
            named.Count(one => one.Object.Name == first.Object.Name) == 1 &&
            words.SkipWhile(word => word != first.Object.Name).TakeWhile(word => word != second.Object.Name)
                .Any(Towards.Contains)
            ? first
            : null;
    }

    /// <summary>The one that is meant, or all that remain.</summary>
    public static ImmutableArray<Candidate> Of(
        ImmutableArray<Candidate> equals, string? symptom, ClusterObjects objects, ImmutableArray<Symptom> sick)
    {
        if (equals.Length < 2)
        {
            return equals;
        }

        if (!IntakeSymptoms.IsFeltByUsers(symptom))
        {
            var ill = equals.Where(candidate =>
                sick.Any(s => s.Subject == candidate.Object && (symptom is null || s.Code == symptom)))
                .ToImmutableArray();
            if (ill.Length == 1)
            {
                return ill;
            }

            equals = ill.IsEmpty ? equals : ill;
        }

        var graph = DependencyGraph.Of(objects);
        var needs = equals.ToDictionary(
            candidate =>
                candidate.Object, candidate => graph.Upstream(candidate.Object).Select(edge => edge.To).ToHashSet());
        var fronts = equals
            .Where(candidate =>
                !equals.Any(other =>
                    other.Object != candidate.Object && needs[other.Object].Contains(candidate.Object)))
            .ToImmutableArray();

        // A front that needs nothing of the others stands beside them, not before them.
        var before = fronts.Where(candidate => equals.Any(other => needs[candidate.Object].Contains(other.Object)))
            .ToImmutableArray();
        return fronts.Length == 1 ? fronts : before.Length == 1 && fronts.Length + 1 >= equals.Length ? before : equals;
    }
}
