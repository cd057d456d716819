using System.Runtime.CompilerServices;

namespace Kaos.Kubernetes.Tests.Client;

public sealed class RecordingCoverageTests
{
    /// <summary>Requests that this client has no method for; the practice cluster answers them.</summary>
    private static readonly string[] NotAsked =
    [
        "patch-media-415", "strategic-restart", "pods-table", "pods-metadata-only", "readyz", "sar-denied", "ssrr",
        "tokenrequest-bound", "tokenrequest-too-short",
    ];

    [Fact]
    public void EveryRecording_IsEitherTestedOrKnownToBeOutOfUse()
    {
        var tests = string.Concat(Directory.GetFiles(Here(), "*ContractTests.cs").Select(File.ReadAllText));
        var recordings = Directory.GetFiles(Fixtures.Folder, "*.http").Select(Path.GetFileNameWithoutExtension);

        var forgotten = recordings.Where(name =>
            !tests.Contains($"\"{name}\"", StringComparison.Ordinal) && !NotAsked.Contains(name));

        forgotten.ShouldBeEmpty();
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
