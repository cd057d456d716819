using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk.Answers;
using Kaos.Agent.Grains.Desk.Requests;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;
using Form = Kaos.Agent.Grains.Desk.Requests.IntakeQuestion.Form;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Answers a read-only question with exactly one tool call: a look at what is known, or one request for what is not
/// kept (logs, a node's own words). No plan, no incident, no second call. Every answer says which tool and which
/// cluster.
/// </summary>
internal static class IntakeAnswers
{
    public static async Task<Intake> AnswerAsync(Asked asked, IntakeScope scope, CancellationToken cancellationToken)
    {
        asked = Settled(asked, scope);
        var answer = await OfAsync(asked, scope, cancellationToken);
        var isPlaced = scope.Namespace is not null && asked.Question is { What: Form.List, Kind: "Pod" };
        return answer is Intake.Answer told
            ? told with
            {
                Data = IntakeJson.Sourced(
                    told.Data, RequestTools.NameOf(asked.Question) + (isPlaced ? "_in_namespace" : ""),
                    scope.Worlds.Select(world => world.Cluster.Name), scope.Namespace),
                About = told.About ?? new Topic(
                    asked.Sentence, scope.Namespace, null, scope.Worlds is [var only] ? only.Cluster.Name : null),
            }
            : answer;
    }

    private static async Task<Intake> OfAsync(Asked asked, IntakeScope scope, CancellationToken cancellationToken)
    {
        var (question, sentence, words) = asked;
        switch (question.What)
        {
            case Form.Namespaces:
                return Namespaces(scope);
            case Form.List when question.Kind == "Node":
                return Nodes(scope);
            case Form.List:
                return List(question.Kind ?? "Pod", words, scope);
            case Form.NodeUsage:
                return IntakeUsage.Of("Node", scope, NodeAnswers.Said(words, scope));
            case Form.PodUsage when ChangeWords.NameNothing(words, scope)
                || Meaning.Of(words, scope, null, withPods: true) is not Meaning.One:
                return IntakeUsage.Of("Pod", scope);
            case Form.Access:
                return AccessAnswers.Of(words, scope);
            case Form.Pressure:
                return PressureAnswers.Of(scope);
            case Form.NodeLogs:
                return NodeAnswers.Named(words, scope) is var (on, node)
                    ? await NodeAnswers.LogsAsync(
                        on, node, words, IntakeTimes.Of(sentence, on.World.Now), cancellationToken)
                    : NodeAnswers.Which(scope);
            case Form.NodeStats:
                return NodeAnswers.Named(words, scope) is var (at, one)
                    ? await NodeAnswers.StatsAsync(at, one, cancellationToken)
                    : Nodes(scope);
            case Form.Events when Meaning.Of(words, scope, null, withPods: true) is not Meaning.One:
                return Events(scope, null, IntakeTimes.Of(sentence, scope.Worlds[0].World.Now));
            case Form.Changes when !ChangeWords.NameAnObject(words, scope):
                return ChangeAnswers.Of(scope, null, null, sentence);
        }

        return Meant(words, scope, question) switch
        {
            Meaning.One one => question.What switch
            {
                Form.Logs => await LogAnswers.OfAsync(one.World, one.Object, sentence, words, cancellationToken),
                Form.Replicas => Replicas(one.World, one.Object),
                Form.Events => Events(scope, one.Object,
                    IntakeSince.Of(sentence, one.World.World.Now, one.World.World.Objects, one.Object)),
                Form.Managers => ManagerAnswers.Of(one.World, one.Object, words),
                Form.Changes => ChangeAnswers.Of(scope, one.World, one.Object, sentence),
                Form.Scaling => ScalingAnswers.Of(one.World, one.Object),
                Form.PodUsage => IntakeUsage.Of(one.Object.Kind == "Node" ? "Node" : "Pod", scope, one.Object),
                _ when question.Kind == "Pod" => IntakeDetails.OfPodOf(one.World, one.Object),
                _ => IntakeDetails.Of(one.World, one.Object),
            } is Intake.Answer told
                ? told with
                {
                    Text = one.Note + told.Text,
                    About = new Topic(sentence, one.Object.Namespace, one.Object, one.World.Cluster.Name),
                }
                : IntakeNearest.Unclear(words, scope),
            Meaning.Other other => other.Says,
            _ => throw new InvalidOperationException("A meaning is one object or an answer that says why not."),
        };
    }

    // "svc in shop" is a list of what has no name; "the ip of till-0" is about a pod, "how busy is node-1" about a
    // node.
    private static Asked Settled(Asked asked, IntakeScope scope) => asked.Question switch
    {
        { What: Form.Details, Kind: not null } question when ChangeWords.NameNothing(asked.Words, scope) =>
            asked with { Question = question with { What = Form.List } },
        { What: Form.Details, Kind: null } question
            when Meaning.Of(asked.Words, scope, null, withPods: true) is Meaning.One { Object.Kind: "Pod" } =>
            asked with { Question = question with { Kind = "Pod" } },
        { What: Form.PodUsage } question when NodeAnswers.Said(asked.Words, scope) is not null =>
            asked with { Question = question with { What = Form.NodeUsage } },
        _ => asked,
    };

    // What changed may be a ConfigMap as well as a workload, whether its kind is said or not.
    private static Meaning Meant(IReadOnlyList<string> words, IntakeScope scope, IntakeQuestion question) =>
        Meaning.Of(words, scope, question.Kind, withPods: question.What is Form.Details or Form.Logs or Form.Events
            or Form.PodUsage) is var meaning &&
            question is { What: Form.Changes or Form.Managers or Form.Details, Kind: null } &&
            (meaning is Meaning.Other || NamesAnother(words, scope, meaning))
            ? Meaning.Of(words, scope, null, withEveryKind: true)
            : meaning;

    // "Checkout-config" is the ConfigMap of that name before it is a part of checkout's.
    private static bool NamesAnother(IReadOnlyList<string> words, IntakeScope scope, Meaning meaning) =>
        meaning is Meaning.One { Object.Name: var name } && !words.Contains(name) &&
        words.Any(word => word.Contains('-') && scope.Worlds.Any(world => world.HasObject(word)));

    private static Intake.Answer Namespaces(IntakeScope scope) => new IntakeTable(
        $"Namespaces{In(scope)}.",
        ["Cluster", "Namespace"],
        [.. scope.Worlds.SelectMany(world => world.Namespaces.Order(StringComparer.Ordinal)
            .Select(name => (IReadOnlyList<string>)[world.Cluster.Name, name]))]).ToAnswer();

    private static Intake.Answer Nodes(IntakeScope scope) => new IntakeTable(
        $"Nodes{In(scope)}.",
        ["Name", "Status", "Version", "Taints", "Age"],
        [.. scope.Worlds.SelectMany(world => world.World.Objects.Nodes.Select(node => IntakeRows.Node(node, world.World.Now)))])
            .ToAnswer();

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
        return new IntakeTable($"{kind} objects{In(scope)}.", ["Namespace", "Name", "Ready", "Age"], [.. rows])
            .ToAnswer();
    }

    private static Intake.Answer Events(IntakeScope scope, ObjectRef? about, DateTimeOffset? since)
    {
        var rows = scope.Worlds.SelectMany(world => world.World.Objects.Events
            .Where(item => scope.Holds(item.Metadata.Namespace) && world.MaySee(item.Metadata.Namespace))
            .Where(item => about is null || IsAbout(world.World.Objects, item, about))
            .Where(item => since is null || item.LastSeen is null || item.LastSeen >= since)
            .Select(item => (Item: item, world.World.Now)))
            .OrderByDescending(found => found.Item.LastSeen)
            .Select(found => IntakeRows.Event(found.Item, found.Now));
        return new IntakeTable(
            $"Events{(about is null ? "" : $" of {about}")}{In(scope)}{(since is { } at ? $" since {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "")}, newest first (a cluster keeps them for about an hour).",
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
        world.World.Objects.Find(of.Kind, of.Namespace ?? "", of.Name) is { } item &&
            IntakeRows.Replicas(item) is var (wanted, ready)
            ? new Intake.Answer(
                $"{of.Kind} {of.Namespace}/{of.Name} in {world.Cluster.Name} asks for {wanted} {(wanted == 1 ? "replica" : "replicas")}; {ready} {(ready == 1 ? "is" : "are")} ready.",
                IntakeJson.Write(json =>
                {
                    json.WriteString("kind", "kaos.replicas/v1");
                    json.WriteString("object", of.ToString());
                    json.WriteNumber("wanted", wanted);
                    json.WriteNumber("ready", ready);
                }))
            : new Intake.Answer($"{of.Kind} {of.Name} in {world.Cluster.Name} has no replicas.", null);

    private static IEnumerable<(IntakeWorld World, IKubernetesObject Item)> Visible(
        IntakeScope scope, Func<ClusterObjects, IEnumerable<IKubernetesObject>> of) => scope.Worlds.SelectMany(world =>
            of(world.World.Objects)
            .Where(item =>
                item.Metadata.Namespace.Length == 0 ||
                    (scope.Holds(item.Metadata.Namespace) && world.MaySee(item.Metadata.Namespace)))
            .Select(item => (world, item)));

    internal static string In(IntakeScope scope)
    {
        var clusters = string.Join(", ", scope.Worlds.Select(world => world.Cluster.Name));
        return scope.Namespace is null ? $" in {clusters}" : $" in {clusters}, namespace {scope.Namespace}";
    }
}

/// <summary>A question with its words: as typed for names, and set right for everything else.</summary>
internal sealed record Asked(IntakeQuestion Question, string Sentence, IReadOnlyList<string> Words);
