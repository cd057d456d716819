namespace Kaos.Kubernetes.Snapshots;

/// <summary>
/// Reads a folder into a <see cref="ClusterSnapshot"/>: what <c>kubectl cluster-info dump -o json
/// --output-directory</c>
/// wrote, or any tree of .json and .yaml files with objects or lists, with logs, metrics, series and alerts beside
/// them.
/// </summary>
public static class SnapshotReader
{
    /// <summary>
    /// Reads everything under <paramref name="folder"/>. Files that cannot be read, whole or in part, become
    /// <see cref="UnreadPart"/>s; content never makes this throw.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clusterName">How to call the cluster; the folder's name when null.</param>
    /// <param name="time">Where <c>now</c> comes from when nothing in the folder carries a time; the system's when
    /// null.</param>
    /// <param name="cancellationToken">Ends the reading between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static ClusterSnapshot Read(
        string folder,
        string? clusterName = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException(
                $"There is no folder '{folder}'. Give the folder that 'kubectl cluster-info dump --output-directory' wrote, " +
                "or one with .json or .yaml files.");
        }

        var draft = new SnapshotDraft(root);
        foreach (var file in SnapshotFiles.Under(draft))
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Read(draft);
        }

        DumpLayout.ReportMissing(draft);
        if (draft.ObjectFiles == 0)
        {
            draft.Unread(
                ".", "no .json or .yaml file with Kubernetes objects was found; nothing can be said of the cluster");
        }

        return draft.Build(clusterName ?? draft.ClusterName ?? Path.GetFileName(root), time ?? TimeProvider.System);
    }
}
