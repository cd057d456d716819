using Kaos.Agent.Grains.Clusters;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Where a sentence points to: the clusters, and the namespace if it names one.</summary>
/// <param name="Namespace">Null when none is named.</param>
/// <param name="Used">Words that name the place and so name no workload.</param>
/// <param name="Unknown">A word that must name a place (<c>in prod-mars-1</c>) and names none, or more than
/// one.</param>
internal sealed record IntakeScope(
    IReadOnlyList<IntakeWorld> Worlds, string? Namespace, IReadOnlySet<string> Used, string? Unknown)
{
    private static readonly HashSet<string> PlaceWords =
        ["in", "on", "inside", "within", "cluster", "namespace", "ns", "context", "n"];
    private static readonly HashSet<string> NotPlaces =
    [
        "the", "a", "an", "our", "my", "all", "any", "which", "what", "this", "that", "every", "kubernetes", "k8s",
        "last", "past", "total", "use", "there", "here", "it", "them", "each", "general", "particular", "detail",
        "time", "case", "order", "front", "between", "sick", "bad", "good", "state", "status", "error", "now", "today",
        "utc", "is", "are", "healthy", "health", "ok", "okay", "fine", "well", "up", "alive", "stable", "green",
        "running", "doing", "overview", "summary", "wide", "still", "again", "having", "has", "nodes", "and", "or",
        "but", "so", "like", "right", "really", "fire", "called", "named",
    ];

    /// <param name="places">Words that name clusters.</param>
    /// <param name="strict">The sentence asks for what is in a place: whatever stands after "in" has to be one.</param>
    public static IntakeScope Of(
        IReadOnlyList<string> words, IReadOnlyList<IntakeWorld> worlds, IReadOnlySet<string> places, bool strict)
    {
        var used = new HashSet<string>(places, StringComparer.Ordinal);
        string? @namespace = null;
        string? unknown = null;
        for (var i = 0; i < words.Count; i++)
        {
            var isPlace = i > 0 && IsPlaced(words, i);
            var isSaid = i + 1 < words.Count && words[i + 1] is "namespace" or "ns";
            if ((!isPlace && !isSaid) || used.Contains(words[i]))
            {
                continue;
            }

            if (Namespaces(words[i], worlds, isSaid || strict || words[i - 1] is "namespace" or "ns") is [var one])
            {
                @namespace = one;
                used.Add(words[i]);
            }
            else if (isPlace && !IsOfAKind(words, i) &&
                (LooksLikeAName(words, i, worlds) || (strict && CouldBeAName(words, i, worlds))))
            {
                unknown ??= words[i];
            }
        }

        // "Is shop healthy", "payments events": where a place is asked about, a namespace's own name is one.
        if (strict && @namespace is null && unknown is null &&
            words.FirstOrDefault(word => IsOnlyAPlace(word, worlds)) is { } bare)
        {
            @namespace = bare;
            used.Add(bare);
        }

        var narrowed = @namespace is null ? worlds : [.. worlds.Where(world => world.HasNamespace(@namespace))];
        return new IntakeScope(narrowed, @namespace, used, unknown);
    }

    public bool Holds(string? @namespace) => Namespace is null || Namespace == @namespace;

    // The namespace of that name; where a place must be meant, also the one that has the word in its name.
    private static IReadOnlyList<string> Namespaces(string word, IReadOnlyList<IntakeWorld> worlds, bool isSurelyAPlace)
    {
        if (worlds.Any(world => world.HasNamespace(word)))
        {
            return [word];
        }

        return isSurelyAPlace && word.Length > 2 && !NotPlaces.Contains(word)
            ? [.. worlds.SelectMany(world => world.Namespaces).Distinct(StringComparer.Ordinal)
                .Where(name => IntakeWords.Parts(name).Contains(word))]
            : [];
    }

    // "The default service account" is no place.
    private static bool IsOnlyAPlace(string word, IReadOnlyList<IntakeWorld> worlds) =>
        word is not "default" && IntakeKinds.Of(word) is null &&
        worlds.Any(world => world.HasNamespace(word)) && !worlds.Any(world => world.HasObject(word));

    private static bool IsPlaced(IReadOnlyList<string> words, int i) =>
        PlaceWords.Contains(words[i - 1]) ||
            (i > 1 && words[i - 1] is "the" or "our" && PlaceWords.Contains(words[i - 2]));

    // "In the checkout service".
    private static bool IsOfAKind(IReadOnlyList<string> words, int i) => i + 1 < words.Count &&
        IntakeKinds.Of(words[i + 1]) is not null and not "Namespace" && !IntakeKinds.IsPlural(words[i + 1]);

    private static bool LooksLikeAName(IReadOnlyList<string> words, int i, IReadOnlyList<IntakeWorld> worlds) =>
        !worlds.Any(world => world.HasObject(words[i])) && !NotPlaces.Contains(words[i]) &&
            IntakeKinds.Of(words[i]) is null && !IntakeSymptoms.Describes(words[i]) &&
        (words[i - 1] is "namespace" or "cluster" or "context" ||
            (words[i].Contains('-') && words[i - 1] == "in" && words[i].Any(char.IsLetter)));

    // A node is no place of this kind, and neither is the workload whose containers are asked for.
    private static bool CouldBeAName(IReadOnlyList<string> words, int i, IReadOnlyList<IntakeWorld> worlds) =>
        words[i].Any(char.IsLetter) && !NotPlaces.Contains(words[i]) && IntakeKinds.Of(words[i]) is null &&
        !IntakeSymptoms.Describes(words[i]) &&
            !(i + 1 < words.Count && words[i + 1] is "state" or "phase" or "status" or "hour" or "minutes") &&
        !worlds.Any(world => world.Names.Any(name => name == words[i] || IntakeWords.Parts(name).Contains(words[i])));
}

/// <summary>A cluster with one look at it.</summary>
internal sealed record IntakeWorld(ICluster Cluster, ClusterSnapshot World, Func<string?, bool> MaySee)
{
    private readonly Lazy<HashSet<string>> namespaces = new(() =>
        [
            .. World.Objects.Namespaces.Select(item => item.Metadata.Name)
                .Concat(World.Objects.Pods.Select(item => item.Metadata.Namespace))
                .Concat(World.Objects.Deployments.Select(item => item.Metadata.Namespace))
                .Where(name => MaySee(name)),
        ]);

    public IReadOnlyCollection<string> Namespaces => namespaces.Value;

    /// <summary>Names of workloads and nodes.</summary>
    public IEnumerable<string> Names => Subjects.Workloads(World.Objects).Select(item => item.Metadata.Name)
        .Concat(World.Objects.Nodes.Select(node => node.Metadata.Name));

    /// <summary>Whether something that people name bears exactly this name.</summary>
    public bool HasObject(string name) => Names.Contains(name) ||
        World.Objects.Pods.Any(pod => pod.Metadata.Name == name) || World.Objects.All()
            .Any(item => IntakeCandidates.IsNoWorkload(item.Kind) && item.Metadata.Name == name);

    public bool HasNamespace(string name) => namespaces.Value.Contains(name);
}
