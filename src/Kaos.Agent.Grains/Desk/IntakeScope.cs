using Kaos.Agent.Grains.Clusters;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Where a sentence points to: the clusters, and the namespace if it names one.</summary>
/// <param name="Namespace">Null when none is named.</param>
/// <param name="Used">Words that name the place and so name no workload.</param>
/// <param name="Unknown">A word that must name a place (<c>in prod-mars-1</c>) and names none.</param>
internal sealed record IntakeScope(
    IReadOnlyList<IntakeWorld> Worlds, string? Namespace, IReadOnlySet<string> Used, string? Unknown)
{
    private static readonly HashSet<string> PlaceWords = ["in", "on", "inside", "within", "cluster", "namespace", "ns", "context"];
    private static readonly HashSet<string> NotPlaces =
        ["the", "a", "an", "our", "my", "all", "any", "which", "what", "this", "that", "every", "kubernetes", "k8s"];

    public static IntakeScope Of(IReadOnlyList<string> words, IReadOnlyList<IntakeWorld> worlds)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var named = worlds.Where(world => words.Any(word => Names(word, world.Cluster.Name, used))).ToList();
        var within = named.Count > 0 ? named : worlds;
        string? @namespace = null;
        string? unknown = null;
        for (var i = 0; i < words.Count; i++)
        {
            var isPlace = i > 0 && IsPlaced(words, i);
            var isSaid = i + 1 < words.Count && words[i + 1] is "namespace" or "ns";
            if ((isPlace || isSaid) && !used.Contains(words[i]) && within.Any(world => world.HasNamespace(words[i])))
            {
                @namespace = words[i];
                used.Add(words[i]);
            }
            else if (isPlace && !used.Contains(words[i]) && LooksLikeAName(words, i))
            {
                unknown ??= words[i];
            }
        }

        var narrowed = @namespace is null ? within : [.. within.Where(world => world.HasNamespace(@namespace))];
        return new IntakeScope(narrowed, @namespace, used, unknown);
    }

    public bool Holds(string? @namespace) => Namespace is null || Namespace == @namespace;

    private static bool IsPlaced(IReadOnlyList<string> words, int i) =>
        PlaceWords.Contains(words[i - 1]) || (i > 1 && words[i - 1] is "the" or "our" && PlaceWords.Contains(words[i - 2]));

    private static bool LooksLikeAName(IReadOnlyList<string> words, int i) =>
        !NotPlaces.Contains(words[i]) && IntakeKinds.Of(words[i]) is null &&
        (words[i - 1] is "namespace" or "cluster" or "context" ||
            (words[i].Contains('-') && words[i - 1] == "in" && words[i].Any(char.IsLetter)));

    // A context is often longer than the cluster's name: admin@prod-us-east, gke_project_zone_prod-us-east.
    private static bool Names(string word, string cluster, HashSet<string> used)
    {
        var parts = cluster.ToLowerInvariant().Split('@', '_', '/', ':');
        if (word != cluster.ToLowerInvariant() && !(word.Length > 3 && parts.Contains(word)))
        {
            return false;
        }

        used.Add(word);
        return true;
    }
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

    public bool HasNamespace(string name) => namespaces.Value.Contains(name);
}
