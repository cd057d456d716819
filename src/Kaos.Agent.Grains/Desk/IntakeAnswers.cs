using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Answers a read-only question with exactly one read: a look at what is known, or for logs one request. No plan, no
/// incident, no second call.
/// </summary>
internal static class IntakeAnswers
{
    private const int LogLines = 100;

    public static async Task<Intake> AnswerAsync(
        IntakeQuestion question, IReadOnlyList<string> words, IntakeScope scope, CancellationToken cancellationToken)
    {
        switch (question.What)
        {
            case IntakeQuestion.Form.Contexts:
                return Contexts(scope);
            case IntakeQuestion.Form.Namespaces:
                return Namespaces(scope);
            case IntakeQuestion.Form.Nodes:
                return Nodes(scope);
            case IntakeQuestion.Form.List:
                return List(question.Kind ?? "Pod", words, scope);
            case IntakeQuestion.Form.Usage:
                return IntakeUsage.Of(question.Kind ?? "Pod", scope);
            case IntakeQuestion.Form.Events when Meant(words, scope, null) is not Meaning.One:
                return Events(scope, null);
        }

        return Meant(words, scope, question.Kind) switch
        {
            Meaning.One one => question.What switch
            {
                IntakeQuestion.Form.Logs => await LogsAsync(one.World, one.Object, cancellationToken),
                IntakeQuestion.Form.Replicas => Replicas(one.World, one.Object),
                IntakeQuestion.Form.Events => Events(scope, one.Object),
                _ => IntakeDetails.Of(one.World, one.Object),
            },
            Meaning.Other other => other.Says,
            _ => throw new InvalidOperationException("A meaning is one object or an answer that says why not."),
        };
    }

    private static Intake.Answer Contexts(IntakeScope scope) => new IntakeTable(
        "Clusters that KAOS works on.",
        ["Name", "Nodes", "Namespaces", "Time"],
        [.. scope.Worlds.Select(world => (IReadOnlyList<string>)
        [
            world.Cluster.Name, $"{world.World.Objects.Nodes.Count}", $"{world.Namespaces.Count}", world.World.Now.UtcDateTime.ToString("u"),
        ])]).ToAnswer();

    private static Intake.Answer Namespaces(IntakeScope scope) => new IntakeTable(
        $"Namespaces{In(scope)}.",
        ["Cluster", "Namespace"],
        [.. scope.Worlds.SelectMany(world => world.Namespaces.Order(StringComparer.Ordinal)
            .Select(name => (IReadOnlyList<string>)[world.Cluster.Name, name]))]).ToAnswer();

    private static Intake.Answer Nodes(IntakeScope scope) => new IntakeTable(
        $"Nodes{In(scope)}.",
        ["Name", "Status", "Version", "Taints", "Age"],
        [.. scope.Worlds.SelectMany(world => world.World.Objects.Nodes.Select(node => IntakeRows.Node(node, world.World.Now)))]).ToAnswer();

    private static Intake.Answer List(string kind, IReadOnlyList<string> words, IntakeScope scope)
    {
        if (kind == "Pod")
        {
            var onlySick = IntakeSymptoms.IsTrouble(words);
            return new IntakeTable(
                $"{(onlySick ? "Pods that are not well" : "Pods")}{In(scope)}.",
                IntakeRows.PodColumns,
                [.. Visible(scope, objects => objects.Pods)
                    .Where(found => !onlySick || !IntakeRows.IsWell((Pod)found.Item))
                    .Select(found => IntakeRows.Pod((Pod)found.Item, found.World.World.Now))]).ToAnswer();
        }

        var rows = Visible(scope, objects => objects.All().Where(item => item.Kind == kind))
            .Select(found => (IReadOnlyList<string>)
            [
                found.Item.Metadata.Namespace.Length == 0 ? "-" : found.Item.Metadata.Namespace,
                found.Item.Metadata.Name,
                IntakeRows.Replicas(found.Item) is var (wanted, ready) ? $"{ready}/{wanted}" : "-",
                IntakeRows.Age(found.Item.Metadata, found.World.World.Now),
            ]);
        return new IntakeTable($"{kind} objects{In(scope)}.", ["Namespace", "Name", "Ready", "Age"], [.. rows]).ToAnswer();
    }

    private static Intake.Answer Events(IntakeScope scope, ObjectRef? about)
    {
        var rows = scope.Worlds.SelectMany(world => world.World.Objects.Events
            .Where(item => scope.Holds(item.Metadata.Namespace) && world.MaySee(item.Metadata.Namespace))
            .Where(item => about is null || IsAbout(world.World.Objects, item, about))
            .Select(item => (Item: item, world.World.Now)))
            .OrderByDescending(found => found.Item.LastSeen)
            .Select(found => IntakeRows.Event(found.Item, found.Now));
        return new IntakeTable(
            $"Events{(about is null ? "" : $" of {about}")}{In(scope)}, newest first (a cluster keeps them for about an hour).",
            ["Age", "Type", "Reason", "Object", "Count", "Message"],
            [.. rows]).ToAnswer();
    }

    private static bool IsAbout(ClusterObjects objects, Event item, ObjectRef about)
    {
        var of = item.InvolvedObject;
        return of.Name == about.Name ||
            (of.Kind == "Pod" && Subjects.OfPod(objects, of.Namespace ?? "", of.Name ?? "") == about) ||
            (of.Kind == "ReplicaSet" &&
                Owners.TopOwner(objects, new ObjectRef("ReplicaSet", of.Namespace, of.Name ?? "")) == about);
    }

    private static Intake Replicas(IntakeWorld world, ObjectRef of) =>
        world.World.Objects.Find(of.Kind, of.Namespace ?? "", of.Name) is { } item && IntakeRows.Replicas(item) is var (wanted, ready)
            ? new Intake.Answer(
                $"{of.Kind} {of.Namespace}/{of.Name} asks for {wanted} {(wanted == 1 ? "replica" : "replicas")}; {ready} {(ready == 1 ? "is" : "are")} ready.",
                IntakeJson.Write(json =>
                {
                    json.WriteString("kind", "kaos.replicas/v1");
                    json.WriteString("object", of.ToString());
                    json.WriteNumber("wanted", wanted);
                    json.WriteNumber("ready", ready);
                }))
            : new Intake.Answer($"{of.Kind} {of.Name} has no replicas.", null);

    private static async Task<Intake> LogsAsync(IntakeWorld world, ObjectRef of, CancellationToken cancellationToken)
    {
        var objects = world.World.Objects;
        var pod = objects.Pods
            .Where(item => item.Metadata.Namespace == of.Namespace &&
                (item.Metadata.Name == of.Name || Subjects.OfPod(objects, item.Metadata.Namespace, item.Metadata.Name) == of))
            .OrderBy(IntakeRows.IsWell)
            .ThenBy(item => item.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (pod is null || pod.Spec.Containers.Count == 0)
        {
            return new Intake.Answer($"{of} has no pod now, so there is no log to read.", null);
        }

        var request = new ReadRequest.Logs(pod.Metadata.Namespace, pod.Metadata.Name, pod.Spec.Containers[0].Name, false, LogLines);
        var file = await world.Cluster.ReadAsync(new CaseFile { World = world.World with { NotRead = [] } }, [request], cancellationToken);
        if (file.World.NotRead.FirstOrDefault() is { } failed)
        {
            return new Intake.Answer($"The log of {pod.Metadata.Namespace}/{pod.Metadata.Name} could not be read: {failed.Why}.", null);
        }

        var lines = file.World.Logs.SelectMany(log => log.Lines).ToList();
        var others = pod.Spec.Containers.Count > 1 ? $" ({request.Container}; also: {string.Join(", ", pod.Spec.Containers.Skip(1).Select(c => c.Name))})" : "";
        return new Intake.Answer(
            $"Last {lines.Count} lines of {pod.Metadata.Namespace}/{pod.Metadata.Name}{others}:\n\n{string.Join('\n', lines)}", null);
    }

    private static Meaning Meant(IReadOnlyList<string> words, IntakeScope scope, string? kind)
    {
        var fitting = IntakeCandidates.Of(words, scope, withEveryKind: kind is not null and not "Pod")
            .Where(candidate => candidate.Score >= IntakeCandidates.Enough)
            .Where(candidate => kind is null or "Pod" || candidate.Object.Kind == kind)
            .ToImmutableArray();
        if (fitting.IsEmpty)
        {
            return new Meaning.Other(IntakeNearest.Unclear(words, scope));
        }

        var best = fitting.TakeWhile(candidate => candidate.Score > fitting[0].Score - 0.05).ToImmutableArray();
        return best.Length == 1
            ? new Meaning.One(scope.Worlds.First(world => world.Cluster.Name == best[0].Cluster), best[0].Object)
            : new Meaning.Other(IntakeNearest.Ambiguous(best));
    }

    private static IEnumerable<(IntakeWorld World, IKubernetesObject Item)> Visible(
        IntakeScope scope, Func<ClusterObjects, IEnumerable<IKubernetesObject>> of) => scope.Worlds.SelectMany(world => of(world.World.Objects)
            .Where(item => item.Metadata.Namespace.Length == 0 || (scope.Holds(item.Metadata.Namespace) && world.MaySee(item.Metadata.Namespace)))
            .Select(item => (world, item)));

    private static string In(IntakeScope scope)
    {
        var clusters = string.Join(", ", scope.Worlds.Select(world => world.Cluster.Name));
        return scope.Namespace is null ? $" in {clusters}" : $" in {clusters}, namespace {scope.Namespace}";
    }

    private abstract record Meaning
    {
        public sealed record One(IntakeWorld World, ObjectRef Object) : Meaning;

        public sealed record Other(Intake Says) : Meaning;
    }
}
