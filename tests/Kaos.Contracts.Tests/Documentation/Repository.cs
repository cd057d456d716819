using System.Runtime.CompilerServices;

namespace Kaos.Contracts.Tests.Documentation;

/// <summary>The files that people read, as they lie in the repository.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs =
        ["bin", "obj", "node_modules", ".git", "data", "fixtures", "TestResults"];

    public static string Root { get; } = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));

    public static IEnumerable<string> Pages =>
        Files(Root, "*.md").Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal);

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page));

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Concat(
            Directory.EnumerateDirectories(folder)
                .Where(inner => !NotOurs.Contains(Path.GetFileName(inner), StringComparer.Ordinal))
                .SelectMany(inner => Files(inner, pattern)));

    /// <summary>A file or a folder; the last part may have a star.</summary>
    public static bool Exists(string path)
    {
        var whole = Path.Combine(Root, path.TrimEnd('/'));
        var folder = Path.GetDirectoryName(whole)!;
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(whole)).Any();
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
