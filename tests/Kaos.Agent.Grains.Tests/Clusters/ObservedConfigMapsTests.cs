using System.Text;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Log;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class ObservedConfigMapsTests
{
    private static readonly HashSet<(string, string)> Used = [("shop", "config")];

    private readonly InMemoryBlobs blobs = new();
    private readonly ObservedConfigMaps observed;

    public ObservedConfigMapsTests() => observed = new ObservedConfigMaps(blobs);

    [Fact]
    public async Task Map_ThatChanged_KeepsTheEarlierVersionInTheStore()
    {
        await SeeAsync(Map("41", "512Mi"));
        await SeeAsync(Map("42", "512Mi"));
        await SeeAsync(Map("43", "unbounded"));

        var version = observed.Versions("shop", "config").Single();
        var content = await blobs.FindAsync(version.Hash, TestContext.Current.CancellationToken);

        version.ResourceVersion.ShouldBe("42");
        Encoding.UTF8.GetString(content!.Value.Span).ShouldBe("""{"cache":"512Mi"}""");
    }

    [Fact]
    public async Task Map_ThatChangesOften_KeepsTheNewestVersionsOnly()
    {
        for (var i = 0; i < 20; i++)
        {
            await SeeAsync(Map($"{i}", $"{i}Mi"));
        }

        observed.Versions("shop", "config").Select(version => version.ResourceVersion)
            .ShouldBe(["18", "17", "16", "15", "14"]);
    }

    [Fact]
    public async Task Map_ThatChanged_IsToldKeyByKeyWithWhoAndWhenAndNoSecret()
    {
        var write =
            new ManagedFieldsEntry { Manager = "kubectl-edit", Operation = "Update", Time = Worlds.Now.AddMinutes(-1) };
        await SeeAsync(Map("41", "512Mi", "postgres://shop:hunter2@db/shop"));
        var edited = Map("42", "unbounded", "postgres://shop:hunter3@db/shop");
        await SeeAsync(edited with { Metadata = edited.Metadata with { ManagedFields = [write] } });

        var edit = observed.Edits.ShouldHaveSingleItem();

        (edit.At, edit.By, edit.Earlier)
            .ShouldBe((Worlds.Now.AddMinutes(-1), "kubectl-edit", observed.Versions("shop", "config").Single().Hash));
        edit.What.ShouldBe(["cache 512Mi -> unbounded", "database changed"]);
    }

    [Fact]
    public async Task Map_ThatNoWorkloadUses_IsNotKept()
    {
        var other = Map("1",
            "a") with
        { Metadata = new ObjectMeta { Namespace = "shop", Name = "other", ResourceVersion = "1" } };
        await SeeAsync(other);
        await SeeAsync(other with { Data = new StringMap([KeyValuePair.Create("cache", "b")]) });

        observed.Versions("shop", "other").ShouldBeEmpty();
    }

    private Task SeeAsync(ConfigMap map) =>
        observed.ObserveAsync([map], Used, Worlds.Now, TestContext.Current.CancellationToken);

    private static ConfigMap Map(string version, string cache, string? database = null) => new()
    {
        Metadata = new ObjectMeta { Namespace = "shop", Name = "config", ResourceVersion = version },
        Data = new StringMap(
            [KeyValuePair.Create("cache", cache),
                .. database is null ? [] : new[] { KeyValuePair.Create("database", database) }]),
    };
}
