using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tests.Units;

public sealed class WorldTests
{
    private static readonly Author Someone = new("someone");

    [Fact]
    public void Write_NothingChanged_KeepsTheRevision()
    {
        var world = New();
        var made = world.Create(ResourceTypes.ConfigMaps, Map("a", "1"), Someone);

        var again = world.Write(ResourceTypes.ConfigMaps, made.Copy(), new Author("other"));

        again.Text("metadata", "resourceVersion").ShouldBe(made.Text("metadata", "resourceVersion"));
    }

    [Fact]
    public void Write_ByAnother_MovesOwnershipOfWhatChanged()
    {
        var world = New();
        var made = world.Create(ResourceTypes.ConfigMaps, Map("a", "1"), Someone);
        var next = made.Copy();
        next["data"]!["a"] = "2";
        next["data"]!["b"] = "3";

        var written = world.Write(ResourceTypes.ConfigMaps, next, new Author("other"));

        var owners = written.Items("metadata", "managedFields")
            .ToDictionary(entry => entry.Text("manager"), entry => entry["fieldsV1"]!);
        owners["other"].ToJsonString().ShouldBe("""{"f:data":{"f:a":{},"f:b":{}}}""");
        owners["someone"].Has("f:data", "f:a").ShouldBeFalse();
    }

    [Fact]
    public void Delete_WithFinalizer_WaitsForItsRemoval()
    {
        var world = New();
        var item = Map("a", "1");
        item["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        var made = world.Create(ResourceTypes.ConfigMaps, item, Someone);
        var key = Owners.KeyOf(ResourceTypes.ConfigMaps, made);

        world.Delete(key);
        var waiting = world.Store.Get(key)!;
        var released = waiting.Copy();
        released.Make("metadata").Remove("finalizers");
        world.Write(ResourceTypes.ConfigMaps, released, Someone);

        waiting.Has("metadata", "deletionTimestamp").ShouldBeTrue();
        world.Store.Get(key).ShouldBeNull();
    }

    [Fact]
    public void Store_ListAtRevision_IsThePast()
    {
        var world = New();
        world.Create(ResourceTypes.ConfigMaps, Map("a", "1"), Someone);
        var then = world.Store.Revision;
        world.Create(ResourceTypes.ConfigMaps, Map("b", "1", "second"), Someone);
        world.Delete(new ObjectKey(ResourceTypes.ConfigMaps, "n", "first"));

        world.Store.ListAt(ResourceTypes.ConfigMaps, "n", then).Single().Text("metadata", "name").ShouldBe("first");
        world.Store.List(ResourceTypes.ConfigMaps, "n").Single().Text("metadata", "name").ShouldBe("second");
    }

    [Fact]
    public void Agenda_SameTime_RunsInTheOrderOfScheduling()
    {
        var agenda = new Agenda(DateTimeOffset.UnixEpoch);
        var order = new List<string>();
        agenda.After(TimeSpan.FromSeconds(2), () => order.Add("late"));
        agenda.After(TimeSpan.FromSeconds(1), () => order.Add("first"));
        agenda.After(TimeSpan.FromSeconds(1), () => agenda.After(TimeSpan.Zero, () => order.Add("caused")));

        agenda.AdvanceTo(DateTimeOffset.UnixEpoch.AddSeconds(5), () => order.Add("settled"));

        order.ShouldBe(["first", "settled", "settled", "caused", "settled", "late", "settled"]);
        agenda.Now.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(5));
    }

    private static World New() => new(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), 1);

    private static JsonObject Map(string key, string value, string name = "first") => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "n" },
        ["data"] = new JsonObject { [key] = value },
    };
}
