using System.ComponentModel;
using System.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Kaos.Agent.Host.Tests;

/// <summary>A folder of deploy/k8s as an API server would get it.</summary>
internal static class Manifests
{
    public static async Task<List<YamlMappingNode>> RenderAsync(string folder)
    {
        var start = new ProcessStartInfo(
            "kubectl", ["kustomize", Path.Combine(TestPaths.Repository, "deploy", "k8s", folder)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("kubectl is not installed (Debian: kubernetes-client); eng/install-test-tools installs it.");
            throw;
        }

        using (process)
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, await error);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return [.. yaml.Documents.Select(document => (YamlMappingNode)document.RootNode)];
        }
    }

    public static YamlMappingNode At(YamlMappingNode node, params IEnumerable<string> path) =>
        path.Aggregate(node, (inner, name) => (YamlMappingNode)inner[name]);

    public static string Text(YamlMappingNode node, params string[] path) =>
        ((YamlScalarNode)At(node, path[..^1])[path[^1]]).Value!;

    public static List<YamlMappingNode> List(YamlMappingNode node, string name) =>
        [.. ((YamlSequenceNode)node[name]).Cast<YamlMappingNode>()];

    public static List<string> Texts(YamlMappingNode node, string name) =>
        [.. ((YamlSequenceNode)node[name]).Select(item => ((YamlScalarNode)item).Value!)];
}
