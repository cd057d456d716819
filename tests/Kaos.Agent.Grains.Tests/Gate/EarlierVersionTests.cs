using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>
/// What a roll-back goes back to is the version before the change, never one that a later change replaced.
/// </summary>
public sealed class EarlierVersionTests
{
    private static readonly DateTimeOffset Changed = new(2026, 11, 20, 3, 14, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(5, "good")]
    [InlineData(3600, null)]
    public async Task Find_SeenVersion_CountsOnlyWhenTheChangeReplacedIt(int secondsLater, string? expected)
    {
        var blobs = new InMemoryBlobs();
        var hash = await blobs.PutAsync("""{"mode":"good"}"""u8.ToArray(), Token);
        var versions = new Versions(new ConfigMapVersion("7", hash, Changed.AddSeconds(secondsLater)));

        var found = await new EarlierVersion(versions, blobs)
            .FindAsync("practice", Map(revision: null), Samples.ConfigChange(), Token);

        found?["data"]?["mode"]?.GetValue<string>().ShouldBe(expected);
        (found is null).ShouldBe(expected is null);
    }

    [Fact]
    public async Task Find_PutBackByHand_IsTheLiveVersion()
    {
        var live = Map("v42");

        (await new EarlierVersion(new Versions(), new InMemoryBlobs()).FindAsync("practice", live,
            Samples.ConfigChange(), Token))
            .ShouldBeSameAs(live);
    }

    private static JsonObject Map(string? revision) => new()
    {
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject
        {
            ["namespace"] = "shop",
            ["name"] = "web-config",
            ["annotations"] = new JsonObject { ["config.example.com/revision"] = revision ?? "v43" },
        },
        ["data"] = new JsonObject { ["mode"] = "bad" },
    };

    private sealed class Versions(params ConfigMapVersion[] known) : IConfigMapVersions
    {
        public IReadOnlyList<ConfigMapVersion> Of(string cluster, string @namespace, string name) => known;
    }
}
