namespace Kaos.Agent.Grains.Desk;

/// <summary>Clusters that words name. Pure.</summary>
internal static class ClusterWords
{
    /// <param name="used">The words that name them.</param>
    /// <returns>In the order of <paramref name="names"/>; a whole name beats parts of names.</returns>
    public static IReadOnlyList<string> Named(
        IReadOnlyList<string> words, IReadOnlyList<string> names, out IReadOnlySet<string> used)
    {
        var whole = names.Where(name => words.Contains(name.ToLowerInvariant())).ToList();
        if (whole.Count > 0)
        {
            used = whole.Select(name => name.ToLowerInvariant()).ToHashSet();
            return whole;
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        var named = new List<string>();
        foreach (var name in names)
        {
            // A context is often longer than the cluster's name: admin@prod-us-east, gke_project_zone_prod-us-east.
            var parts = name.ToLowerInvariant().Split('@', '_', '/', ':');
            if (words.FirstOrDefault(word => word.Length > 3 && parts.Contains(word)) is { } said)
            {
                found.Add(said);
                named.Add(name);
            }
        }

        used = found;
        return named;
    }
}
