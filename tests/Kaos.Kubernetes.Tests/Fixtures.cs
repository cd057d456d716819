using System.Runtime.CompilerServices;

namespace Kaos.Kubernetes.Tests;

/// <summary>The recordings under tests/fixtures.</summary>
internal static class Fixtures
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "fixtures", "kubernetes-wire"));

    public static string DumpFolder { get; } = Path.Combine(Folder, "cluster-info-dump");

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
