using Kaos.Agent.Grains.Health;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>Who manages an object, or the field of it that is named. Pure.</summary>
internal static class ManagerAnswers
{
    // As people call them, and as the API does.
    private static readonly (string Said, string Field)[] Fields =
    [
        ("replicas", "replicas"), ("replica", "replicas"), ("image", "image"), ("images", "image"),
        ("limits", "limits"),
        ("limit", "limits"), ("requests", "requests"), ("env", "env"), ("environment", "env"),
        ("selector", "selector"), ("ports", "ports"), ("labels", "labels"), ("annotations", "annotations"),
        ("tolerations", "tolerations"), ("affinity", "affinity"), ("probe", "livenessProbe"),
        ("strategy", "strategy"), ("data", "data"), ("taints", "taints"), ("schedule", "schedule"),
        ("storage", "storage"), ("resources", "resources"), ("command", "command"), ("args", "args"),
    ];

    public static Intake.Answer Of(IntakeWorld world, ObjectRef of, IReadOnlyList<string> words)
    {
        var item = world.World.Objects.Find(of.Kind, of.Namespace ?? "", of.Name);
        var name = $"{of.Kind} {(of.Namespace is null ? "" : of.Namespace + "/")}{of.Name} in {world.Cluster.Name}";
        if (item is null || FieldManagers.Of(world.World.Objects, of) is not { } managed)
        {
            return new Intake.Answer($"{name} is not there any more.", null);
        }

        if (Field(words) is not { } field)
        {
            return new Intake.Answer($"{name}: {managed.Manager}.", null);
        }

        var owners = FieldOwners.Of(item, field).ToList();
        return new Intake.Answer(
            owners.Count == 0
                ? $"No writer is booked for {field} of {name}: it is a default, or the cluster's cache does not keep it. Of the whole: {managed.Manager}."
                : $"{field} of {name}:\n" + string.Join('\n', owners.Select(owner =>
                    $"- {FieldManagers.Writer(owner.Manager)} owns {string.Join(", ", owner.Fields.Take(3))}" +
                    (owner.Fields.Count > 3 ? $" and {owner.Fields.Count - 3} more" : "") +
                    (owner.At is { } at
                        ? $"; last write {IntakeRows.Span(world.World.Now - at)} ago ({IntakeRows.Stamp(at)})"
                        : ""))) + $"\nOf the whole: {managed.Manager}.",
            null);
    }

    // A path as it stands in a manifest, or the word that people use.
    private static string? Field(IReadOnlyList<string> words) =>
        words.FirstOrDefault(word =>
            word.StartsWith("spec.", StringComparison.Ordinal) || word.StartsWith("metadata.", StringComparison.Ordinal)
            || word.StartsWith("data.", StringComparison.Ordinal))
        ?? words.Select(word => Fields.FirstOrDefault(field => field.Said == word).Field)
            .FirstOrDefault(f => f is not null);
}
