namespace Kaos.Kubernetes.Snapshots;

/// <summary>One file of the folder and how it is read.</summary>
internal sealed record SnapshotFile(
    string FullPath, string RelativePath, Action<SnapshotDraft, SnapshotFile, byte[]> Reader)
{
    private const long LargestFile = 1L << 30;

    public void Read(SnapshotDraft draft)
    {
        try
        {
            var length = new FileInfo(FullPath).Length;
            if (length > LargestFile)
            {
                draft.Unread(
                    RelativePath,
                    $"the file has {length >> 20} MiB and at most {LargestFile >> 20} MiB are read; split it");
                return;
            }

            Reader(draft, this, File.ReadAllBytes(FullPath));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            draft.Unread(RelativePath, $"the file cannot be opened: {failure.Message}");
        }
    }
}

/// <summary>Finds the files of a snapshot in a stable order.</summary>
internal static class SnapshotFiles
{
    public static IEnumerable<SnapshotFile> Under(SnapshotDraft draft)
    {
        var found = new List<SnapshotFile>();
        Collect(draft, draft.Root, found);
        return found.OrderBy(file => file.RelativePath, StringComparer.Ordinal);
    }

    /// <summary>Links are not followed: they may lead out of the folder, or round in a circle.</summary>
    private static void Collect(SnapshotDraft draft, string folder, List<SnapshotFile> found)
    {
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is not null || entry.Name.StartsWith('.'))
                {
                    continue;
                }

                if (entry is DirectoryInfo)
                {
                    Collect(draft, entry.FullName, found);
                }
                else if (ReaderFor(Relative(draft, entry.FullName)) is { } reader)
                {
                    found.Add(new SnapshotFile(entry.FullName, Relative(draft, entry.FullName), reader));
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            draft.Unread(Relative(draft, folder), $"the folder cannot be opened: {failure.Message}");
        }
    }

    private static string Relative(SnapshotDraft draft, string path) =>
        Path.GetRelativePath(draft.Root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static Action<SnapshotDraft, SnapshotFile, byte[]>? ReaderFor(string path) => path switch
    {
        "snapshot.json" => SideFiles.ReadSnapshotNote,
        "prometheus.json" => SideFiles.ReadSeries,
        "alerts.json" => SideFiles.ReadAlerts,
        "readyz.txt" or "livez.txt" => HealthFiles.Read,
        _ when path.EndsWith("/logs.txt", StringComparison.Ordinal) => LogFiles.ReadDumped,
        _ when path.StartsWith("logs/", StringComparison.Ordinal) => LogFiles.ReadPlain,
        _ => Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => ObjectFiles.ReadJson,
            ".yaml" or ".yml" => ObjectFiles.ReadYaml,
            _ => null,
        },
    };
}
