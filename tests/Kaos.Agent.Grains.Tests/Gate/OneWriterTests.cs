using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed partial class OneWriterTests
{
    [Fact]
    [Trait("Seed", "2-4")]
    public void Source_OutsideOfTheGate_DoesNotKnowTheWriter()
    {
        var root = Root();
        var strangers = Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/")
                && !file.StartsWith("src/Kaos.Kubernetes/", StringComparison.Ordinal)
                && !file.StartsWith("src/Kaos.Agent.Grains/Gate/", StringComparison.Ordinal)
                // Another process under another account: it makes grants, and KAOS cannot reach its client.
                && !file.StartsWith("src/Kaos.Agent.Host/Broker/", StringComparison.Ordinal))
            .Where(file => Writer().IsMatch(File.ReadAllText(Path.Combine(root, file))))
            .ToArray();

        strangers.ShouldBeEmpty("Only the gate may hold a cluster's writer.");
    }

    [Theory]
    [InlineData("IKubernetesWriter writer;", true)]
    [InlineData("await client.PatchAsync(type", true)]
    [InlineData("await client.ExecAsync(place", true)]
    [InlineData("IKubernetesReader reader;", false)]
    public void Pattern_KnowsAWriterWhenItSeesOne(string code, bool found) => Writer().IsMatch(code).ShouldBe(found);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Kaos.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException("The repository's root was not found above the tests.");
    }

    // The interface, or the calls that change a cluster on whatever the client is called.
    [GeneratedRegex(@"IKubernetesWriter|WriteOptions\(|\.(PatchAsync|SetScaleAsync|EvictAsync|ExecAsync)\(",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Writer();
}
