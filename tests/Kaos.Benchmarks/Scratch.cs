namespace Kaos.Benchmarks;

/// <summary>Folders under artifacts, empty when asked for; on the disk of the repository, not in memory.</summary>
internal static class Scratch
{
    public static string Folder(string name)
    {
        var folder = Path.GetFullPath(Path.Combine("artifacts", "scratch", name));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return folder;
    }
}
