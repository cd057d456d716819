using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed partial class OneWriterTests
{
    [Fact]
    [Trait("Seed", "2-4")]
    public void Source_OutsideOfTheGate_DoesNotKnowTheWriter()
    {
        var root = Repository.Root;
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

    // The interface, or the calls that change a cluster on whatever the client is called.
    [GeneratedRegex(@"IKubernetesWriter|WriteOptions\(|\.(PatchAsync|SetScaleAsync|EvictAsync|ExecAsync)\(",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Writer();
}
