using System.Runtime.CompilerServices;

namespace Kaos.Agent.Host.Tests;

internal static class TestPaths
{
    public static string Repository { get; } = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private static string Here([CallerFilePath] string path = "") => path;
}
