using System.Text.Json.Nodes;
using Kaos.Agent.Host.Cli;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary><c>triage --snapshot</c> on what cannot be read whole, and the members of its JSON.</summary>
public sealed class SnapshotTests : IDisposable
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"shop","name":"till"},"spec":{"containers":[{"name":"till","image":"x"}]},
         "status":{"phase":"Running","containerStatuses":[{"name":"till","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-11-20T03:00:00Z"}}}]}}
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-snapshot-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Folder_ThatIsMissing_EndsWith2AndSaysSo()
    {
        var missing = Path.Combine(folder.FullName, "nowhere");

        var (code, output, error) = await RunAsync(missing);

        (code, output).ShouldBe((2, ""));
        error.ShouldContain(missing);
        error.ShouldNotContain("   at ");
        error.ShouldNotContain("Exception");
    }

    [Theory]
    [InlineData("pods.json", "{\"kind\":\"List\",\"items\":[{\"kind\":\"Pod\",")]
    [InlineData("pods.json", "")]
    [InlineData("pods.yaml", "kind: Pod\n  metadata: [")]
    [InlineData("pods.json", "[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}},")]
    [InlineData("pods.json", "[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":7}]")]
    [InlineData("pods.json", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":7}")]
    [InlineData("pods.json", "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":\"none\"}")]
    [InlineData("snapshot.json", "{\"now\":\"yesterday\"}")]
    public async Task File_ThatIsBroken_BesideAGoodOne_IsNotPassedOverForHealthy(string name, string content)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "good.json"), Pod, Token);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), content, Token);

        var (code, output, error) = await RunAsync(folder.FullName, "--output", "json");

        code.ShouldBe(2, output + error);
        var report = JsonNode.Parse(output)!;
        report["status"]!.GetValue<string>().ShouldBe("unknown");
        report["notChecked"]!.AsArray().ShouldContain(part => part!["what"]!.GetValue<string>().Contains(name));
    }

    [Theory]
    [InlineData("notes.txt", "nothing of Kubernetes here")]
    [InlineData("numbers.json", "[1, 2, 3]")]
    [InlineData("pods.json",
        "[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"namespace\":\"shop\",\"name\":\"a\"}}]")]
    public async Task File_ThatIsNotOurs_OrIsFine_DoesNotMakeAGoodOneUnknown(string name, string content)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "good.json"), Pod, Token);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), content, Token);

        var (code, output, error) = await RunAsync(folder.FullName);

        code.ShouldBe(0, output + error);
        output.ShouldStartWith("Healthy at ");
    }

    [Fact]
    public async Task Array_OfObjects_IsReadAsAList()
    {
        var sick = Pod.Replace(
            "\"ready\":true,\"restartCount\":0,\"state\":{\"running\":{\"startedAt\":\"2026-11-20T03:00:00Z\"}}",
            "\"ready\":false,\"restartCount\":0,\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\",\"message\":\"not found\"}}");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "pods.json"), $"\n [{sick}]", Token);

        var (code, output, _) = await RunAsync(folder.FullName);

        code.ShouldBe(1, output);
    }

    [Theory]
    [InlineData(0, "{}")]
    [InlineData(1, "[]")]
    public async Task Folder_WithoutObjects_IsUnknown(int files, string content)
    {
        if (files > 0)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "empty.json"), content, Token);
        }

        var (code, output, _) = await RunAsync(folder.FullName, "--output", "json");

        code.ShouldBe(2, output);
        JsonNode.Parse(output)!["status"]!.GetValue<string>().ShouldBe("unknown");
    }

    [Fact]
    public async Task Namespace_ThatIsNotThere_IsUnknown_AndTheOthersAreNamed()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "good.json"), Pod, Token);

        var (code, output, _) = await RunAsync(folder.FullName, "--namespace", "shpo");

        code.ShouldBe(2);
        output.ShouldContain("there is no such namespace in it; there are: shop");
    }

    public void Dispose() => folder.Delete(recursive: true);

    internal static async Task<(int Code, string Output, string Error)> RunAsync(string snapshot, params string[] more)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await KaosCommandLine.RunAsync(
            ["triage", "--snapshot", snapshot, .. more], Terminal.Of(output, error, redirected: true), Token);
        return (code, output.ToString(), error.ToString());
    }
}
