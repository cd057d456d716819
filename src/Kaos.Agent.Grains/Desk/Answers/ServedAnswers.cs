using System.Collections.Immutable;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>
/// Objects of any kind that the API server serves, by the names that it gives: kind, plural, singular, short names,
/// with or without the group. One discovery for each cluster, one list for each answer.
/// </summary>
internal static class ServedAnswers
{
    // They mean much else in sentences: of custom kinds only where the group is said, too.
    private static readonly string[] Everyday =
        ["cluster", "clusters", "application", "applications", "app", "apps", "event", "events", "policy", "policies",
            "user", "users", "alert", "alerts", "schedule", "schedules", "backup", "backups", "all", "no", "context"];

    /// <summary>Null where no word names a kind that is served.</summary>
    public static async Task<Intake?> OfAsync(
        IReadOnlyList<string> words, IntakeScope scope, string sentence, CancellationToken cancellationToken)
    {
        if (scope.Worlds is not [var world])
        {
            return null;
        }

        var served = await world.Cluster.KindsAsync(cancellationToken);
        var named = Named(words, served);
        return named.Length switch
        {
            0 => null,
            1 => await ListAsync(world, named[0], words, scope, sentence, cancellationToken),
            _ => new Intake.Unclear(
                $"Several groups in {world.Cluster.Name} have that kind: {string.Join(", ", named.Select(type => type.QualifiedName))}. "
                + $"Say which, as in \"list {named[0].QualifiedName}\".", []),
        };
    }

    /// <summary>The kinds that words name; where a group is said as well, those of that group alone.</summary>
    internal static ImmutableArray<ResourceType> Named(
        IReadOnlyList<string> words, IReadOnlyList<ResourceType> served)
    {
        var found = served.Where(type => words.Any(word => Names(type, word)))
            .DistinctBy(type => (type.Group, type.Kind))
            .ToImmutableArray();
        var grouped = found.Where(type => words.Any(word => word == type.QualifiedName ||
            type.Group.Split('.').SkipLast(1).Any(part => part.Length > 2 && part == word && !Names(type, word))))
            .ToImmutableArray();
        return !grouped.IsEmpty
            ? grouped
            : [.. found.Where(type => words.Any(word => Names(type, word) && !Everyday.Contains(word)))];
    }

    private static bool Names(ResourceType type, string word) => word == type.Plural || word == type.QualifiedName
        || word.Equals(type.Kind, StringComparison.OrdinalIgnoreCase) || type.Names.Contains(word);

    private static async Task<Intake> ListAsync(
        IntakeWorld world, ResourceType type, IReadOnlyList<string> words, IntakeScope scope, string sentence,
        CancellationToken cancellationToken)
    {
        var place = IntakeAnswers.In(scope);
        if (type is { Group: "", Kind: "Secret" })
        {
            return new Intake.Answer($"KAOS reads no Secrets, so what there is{place} is not known to it.", null);
        }

        var says = await world.Cluster.ListAsync(
            type, type.Namespaced ? scope.Namespace : null, cancellationToken);
        if (says.Why is { } why)
        {
            return new Intake.Answer($"{type.QualifiedName}{place} could not be read: {why}.", null);
        }

        var seen = says.Items.Where(item =>
            item.Metadata.Namespace.Length == 0 || world.MaySee(item.Metadata.Namespace))
            .ToList();
        var one = seen.Where(item => words.Contains(item.Metadata.Name)).ToList();
        var answer = one is [var only] ? Details(world, type, only) : new IntakeTable(
            $"{type.Kind} objects ({type.QualifiedName}){place}.", ["Namespace", "Name", "Ready", "Why", "Age"],
            [.. seen.Select(item => Row(item, world.World.Now))]).ToAnswer();
        return answer with
        {
            Data = IntakeJson.Sourced(
                answer.Data, one.Count == 1 ? "resources_get" : "resources_list", [world.Cluster.Name],
                scope.Namespace),
            About = new Topic(sentence, scope.Namespace, null, world.Cluster.Name),
        };
    }

    private static IReadOnlyList<string> Row(CustomResource item, DateTimeOffset now)
    {
        var state = State(item);
        return
        [
            item.Metadata.Namespace.Length == 0 ? "-" : item.Metadata.Namespace,
            item.Metadata.Name,
            state?.Status ?? "-",
            state is { IsTrue: false } ? IntakeRows.Short(state.Message ?? state.Reason ?? "-") : "-",
            IntakeRows.Age(item.Metadata, now),
        ];
    }

    private static Intake.Answer Details(IntakeWorld world, ResourceType type, CustomResource item)
    {
        var place = item.Metadata.Namespace.Length == 0 ? "" : item.Metadata.Namespace + "/";
        return new IntakeTable(
            $"{type.Kind} {place}{item.Metadata.Name} ({type.Group}) in {world.Cluster.Name}, age "
            + $"{IntakeRows.Age(item.Metadata, world.World.Now)}. Its conditions:", ["Condition", "Status", "Reason",
                "Message"],
            [.. item.Conditions.Select(condition => (IReadOnlyList<string>)
            [
                condition.Type, condition.Status ?? "-", condition.Reason ?? "-",
                IntakeRows.Short(condition.Message ?? "-"),
            ])]).ToAnswer(none: " It tells none.");
    }

    private static Condition? State(CustomResource item) =>
        item.Conditions.FirstOrDefault(condition => condition.Type is "Ready" or "Available" or "Healthy" or "Synced");
}
