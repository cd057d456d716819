using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Desk;

/// <summary>What is said when the words fit nothing, or too much. Pure.</summary>
internal static class IntakeNearest
{
    private const int Most = 5;

    public static Intake.Ambiguous Ambiguous(ImmutableArray<Candidate> candidates)
    {
        var shown = candidates.Take(Most).ToImmutableArray();
        return new Intake.Ambiguous(
            $"Which one do you mean: {string.Join(", ", shown.Select(Name))}" +
            (candidates.Length > Most ? $" (or one of {candidates.Length - Most} more)?" : "?"),
            shown);
    }

    public static Intake.Unclear Unclear(IReadOnlyList<string> words, IntakeScope scope)
    {
        var near = IntakeCandidates.Of(words, scope).Take(Most).ToImmutableArray();
        if (near.IsEmpty)
        {
            near = Closest(words, scope);
        }

        var where = Where(scope);
        var text = near.IsEmpty
            ? $"Nothing in {where} fits these words. Name a workload, and what is wrong with it."
            : $"Nothing in {where} fits these words well enough. Nearest: {string.Join(", ", near.Select(Name))}. Say it again with one of these names.";
        return new Intake.Unclear(text, near);
    }

    /// <summary>
    /// Said where a slip of the keyboard was taken for a name: "Nothing is called 'chekout'; this is …". Empty
    /// otherwise.
    /// </summary>
    public static string TakenFor(IReadOnlyList<string> words, IntakeScope scope, ObjectRef meant)
    {
        var names = IntakeWords.Parts(meant.Name).Where(part => !IntakeCandidates.IsRole(part)).ToList();
        var said = IntakeCandidates.Content(words, scope);
        var slip = said.Find(word => IntakeWords.Parts(word).Append(word).Any(part =>
            names.Append(meant.Name).Any(name => IntakeWords.Likeness(part, name) is > 0 and < 0.9)));
        return slip is null || said.Exists(word => IntakeWords.Parts(word).Exists(names.Contains))
            ? ""
            : $"Nothing is called '{slip}'; this is the nearest, {meant.Named()}.\n";
    }

    /// <summary>No object is sick as far as could be seen; that is not the same as well.</summary>
    public static Intake.Unclear NoSymptom(IntakeScope scope) => new(
        $"No object in {Where(scope)} shows a symptom now. Slow answers and errors do not show on objects: name the workload that you mean.",
        []);

    public static string Name(Candidate candidate) =>
        $"{candidate.Object.Kind} {(candidate.Object.Namespace is null ? "" : candidate.Object.Namespace + "/")}{candidate.Object.Name} in {candidate.Cluster}";

    private static string Where(IntakeScope scope)
    {
        var clusters = string.Join(", ", scope.Worlds.Select(world => world.Cluster.Name));
        return scope.Namespace is null ? clusters : $"{clusters}, namespace {scope.Namespace}";
    }

    // Names by their distance alone: worse than a match, better than nothing.
    private static ImmutableArray<Candidate> Closest(IReadOnlyList<string> words, IntakeScope scope) =>
    [
        .. scope.Worlds
            .SelectMany(world => Clusters.Subjects.Workloads(world.World.Objects)
                .Where(item => scope.Holds(item.Metadata.Namespace) && world.MaySee(item.Metadata.Namespace))
                .Select(item =>
                    new Candidate(
                        world.Cluster.Name, Clusters.Subjects.Ref(item), Closeness(item.Metadata.Name, words))))
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Object.ToString(), StringComparer.Ordinal)
            .Take(Most),
    ];

    private static double Closeness(string name, IReadOnlyList<string> words) => words
        .SelectMany(word => IntakeWords.Parts(name).Append(name), (word, part) =>
            1 - ((double)IntakeWords.Distance(word, part) / Math.Max(word.Length, part.Length)))
        .DefaultIfEmpty()
        .Max() is var best ? Math.Round(best * IntakeCandidates.Enough, 3) : 0;
}
