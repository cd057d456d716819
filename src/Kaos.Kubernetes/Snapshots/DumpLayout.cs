namespace Kaos.Kubernetes.Snapshots;

/// <summary>What <c>kubectl cluster-info dump</c> always writes, so that a missing file is noticed.</summary>
internal static class DumpLayout
{
    private static readonly string[] PerNamespace =
        ["events", "services", "daemonsets", "deployments", "replicasets", "pods"];

    /// <summary>
    /// Reports the files that a dump would normally hold. Says nothing about folders that are no dump.
    /// </summary>
    public static void ReportMissing(SnapshotDraft draft)
    {
        // Only the dump command writes this file for every namespace, needed or not.
        var namespaces = draft.Seen
            .Where(path => path.EndsWith("/replication-controllers.json", StringComparison.Ordinal))
            .Select(path => path[..path.LastIndexOf('/')])
            .ToList();
        foreach (var @namespace in namespaces)
        {
            foreach (var kind in PerNamespace)
            {
                Require(draft, $"{@namespace}/{kind}.json", $"{kind} in {@namespace}");
            }
        }

        if (namespaces.Count > 0)
        {
            Require(draft, "nodes.json", "nodes");
        }
    }

    private static void Require(SnapshotDraft draft, string path, string what)
    {
        if (!draft.Seen.Contains(path))
        {
            draft.Unread(
                what, $"{path} is missing or unreadable, though 'kubectl cluster-info dump' normally writes it");
        }
    }
}
