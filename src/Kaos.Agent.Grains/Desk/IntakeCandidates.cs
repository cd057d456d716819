using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Which objects the words of a sentence may mean, and how well each fits. Pure.</summary>
internal static class IntakeCandidates
{
    /// <summary>From here on the words are taken to mean the object.</summary>
    public const double Enough = 0.55;

    private const double Whole = 1;
    private const double Joined = 0.97;

    // Parts of names that say what role something plays, not whose it is: they tell less.
    private static readonly HashSet<string> Roles =
    [
        "service", "svc", "app", "api", "server", "gateway", "gw", "db", "database", "worker", "backend", "frontend",
        "web", "cache",
        "proxy", "deployment", "prod", "production", "staging", "dev", "test", "main", "v1", "v2", "job", "sync",
    ];

    private static readonly HashSet<string> Stop =
    [
        "the", "a", "an", "is", "are", "was", "were", "in", "on", "at", "of", "to", "for", "with", "and", "or", "my",
        "our", "i", "we", "it",
        "its", "this", "that", "there", "what", "what's", "whats", "why", "how", "who", "which", "when", "where",
        "please", "can", "could",
        "you", "me", "show", "list", "get", "see", "look", "into", "check", "feel", "feels", "since", "morning",
        "today", "yesterday",
        "customers", "users", "people", "about", "some", "all", "any", "has", "have", "does", "do", "doing", "not",
        "from", "be", "been",
        "cluster", "going", "after", "before", "many", "much", "hours", "hour", "minutes", "last", "name", "now",
        "very", "again", "they",
        "out", "up", "new", "old", "tell", "give", "something", "seems", "getting", "keeps", "keep", "help", "find",
        "cause", "investigate",
        "diagnose", "like", "every", "still", "just", "running", "run", "process", "use", "using", "time", "times",
        "response",
    ];

    /// <summary>Best first; ties in a fixed order.</summary>
    public static ImmutableArray<Candidate> Of(
        IReadOnlyList<string> words, IntakeScope scope, bool withEveryKind = false)
    {
        var kinds = words.Select(IntakeKinds.Of).OfType<string>().ToHashSet();
        var heard = Heard.Of(Spoken(words, scope), Content(words, scope));
        var found = new Dictionary<(string, ObjectRef), double>();
        foreach (var world in scope.Worlds)
        {
            foreach (var (name, meant) in Objects(world.World.Objects, withEveryKind))
            {
                if (!scope.Holds(meant.Namespace) || !world.MaySee(meant.Namespace))
                {
                    continue;
                }

                var score = Score(name, heard);
                // "the payment statefulset": of those that fit, the one of the named kind.
                if (score > 0 && kinds.Contains(meant.Kind))
                {
                    score = Math.Min(1, score + 0.06);
                }

                var key = (world.Cluster.Name, meant);
                if (score > found.GetValueOrDefault(key))
                {
                    found[key] = score;
                }
            }
        }

        return
        [
            .. found.Select(pair => new Candidate(pair.Key.Item1, pair.Key.Item2, Math.Round(pair.Value, 3)))
                .OrderByDescending(candidate => candidate.Score)
                .ThenBy(candidate => candidate.Cluster, StringComparer.Ordinal)
                .ThenBy(candidate => candidate.Object.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The words that may name something: neither small words, nor kinds, nor trouble, nor the place.
    /// </summary>
    public static List<string> Content(IReadOnlyList<string> words, IntakeScope scope) =>
    [
        .. Spoken(words, scope)
            .Where(word => !Stop.Contains(word) && IntakeKinds.Of(word) is null && !IntakeSymptoms.Describes(word)),
    ];

    /// <summary>Whether a part of a name tells what role it plays, and not whose it is: "service", "db".</summary>
    public static bool IsRole(string part) => Roles.Contains(part);

    /// <summary>Kinds that people name besides workloads, Services, pods and nodes.</summary>
    public static bool IsNoWorkload(string? kind) => kind is "Ingress" or "ConfigMap" or "PersistentVolumeClaim" or
        "HorizontalPodAutoscaler" or "NetworkPolicy" or "ResourceQuota" or "LimitRange" or "PodDisruptionBudget" or
        "StorageClass" or "PersistentVolume";

    private static List<string> Spoken(IReadOnlyList<string> words, IntakeScope scope) =>
    [
        .. words.SelectMany(word => word.Contains('/') ? word.Split('/') : [word])
        .Where(word => !scope.Used.Contains(word)),
    ];

    /// <summary>How well a name fits, 0 to 1.</summary>
    private static double Score(string name, Heard heard)
    {
        var lower = name.ToLowerInvariant();
        if (heard.Spoken.Contains(lower))
        {
            return Whole;
        }

        var parts = IntakeWords.Parts(name);
        if (parts.Count == 0)
        {
            return 0;
        }

        if (heard.Joined.Contains(string.Concat(parts)))
        {
            return Joined;
        }

        return Math.Max(Likest(heard.Long, lower) * Joined, PartScore(parts, heard.Parts));
    }

    private static double PartScore(List<string> parts, List<string> words)
    {
        double weights = 0, matched = 0, own = 0;
        var allRoles = parts.All(Roles.Contains);
        foreach (var part in parts)
        {
            var weight = Roles.Contains(part) && !allRoles ? 0.4 : 1;
            var likeness = Likest(words, part);
            weights += weight;
            matched += weight * likeness;
            own += weight == 1 ? likeness : 0;
        }

        return own == 0 ? 0 : matched / weights * 0.95;
    }

    private static double Likest(List<string> words, string part)
    {
        var most = 0d;
        foreach (var word in words)
        {
            most = Math.Max(most, IntakeWords.Likeness(word, part));
        }

        return most;
    }

    // Workloads by their names, Services by theirs for the workload behind, pods by theirs for the top owner, nodes.
    private static IEnumerable<(string Name, ObjectRef Meant)> Objects(ClusterObjects objects, bool withEveryKind)
    {
        foreach (var item in Subjects.Workloads(objects))
        {
            yield return (item.Metadata.Name, Subjects.Ref(item));
        }

        foreach (var service in objects.Services)
        {
            yield return (service.Metadata.Name,
                withEveryKind ? Subjects.Ref(service) : Subjects.BehindService(objects, service));
        }

        foreach (var pod in objects.Pods)
        {
            // Only a name that was copied from somewhere is meant to be this one pod.
            if (Subjects.OfPod(objects, pod.Metadata.Namespace, pod.Metadata.Name) is { } owner && owner.Kind != "Pod")
            {
                yield return (pod.Metadata.Name, withEveryKind ? Subjects.Ref(pod) : owner);
            }
        }

        foreach (var node in objects.Nodes)
        {
            yield return (node.Metadata.Name, Subjects.Ref(node));
        }

        if (withEveryKind)
        {
            foreach (var item in objects.All().Where(item => IsNoWorkload(item.Kind)))
            {
                yield return (item.Metadata.Name, Subjects.Ref(item));
            }
        }
    }
}
