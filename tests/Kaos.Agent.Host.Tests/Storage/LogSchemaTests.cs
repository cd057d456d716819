using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Host.Storage;

namespace Kaos.Agent.Host.Tests.Storage;

public sealed class LogSchemaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_OrdersOfAnOlderVersion_AreReplacedAndTheRowsStay()
    {
        using var folder = new TestFolder();
        using (var storage = folder.Open())
        {
            await new SqliteLog(storage)
                .AppendAsync(Commit("s/1", Row(SessionKind.TaskRow, "t"), Row("incident", "i")), Token);
        }

        folder.Tamper("""
            DROP INDEX views_of_owner; DROP INDEX views_in_time; DROP INDEX views_in_state; DROP INDEX views_of_tag;
            CREATE INDEX views_by_time ON views (kind, sort_at DESC, key);
            CREATE INDEX views_by_owner ON views (kind, owner, sort_at DESC, key);
            CREATE INDEX views_by_state ON views (kind, state, sort_at DESC, key);
            CREATE INDEX views_by_tag ON views (kind, tag, sort_at DESC, key);
            """);

        using var again = folder.Open();

        Orders(again).ShouldBe(["views_by_group", "views_in_state", "views_in_time", "views_of_owner", "views_of_tag"]);
        (await new SqliteViews(again).QueryAsync(new ViewQuery(SessionKind.TaskRow, ["ada"], ["open"]),
            Token)).Total.ShouldBe(1);
        (await new SqliteViews(again).QueryAsync(new ViewQuery("incident", Tag: "tag"), Token)).Total.ShouldBe(1);
    }

    [Theory]
    [InlineData("kind = 'incident' AND kind <> 'task'", "views_in_time")]
    [InlineData("kind = 'incident' AND kind <> 'task' AND state = 'x'", "views_in_state")]
    [InlineData("kind = 'incident' AND kind <> 'task' AND tag = 'x'", "views_of_tag")]
    [InlineData("kind = 'task' AND owner = 'x'", "views_of_owner")]
    [InlineData("kind = 'task' AND owner = 'x' AND state = 'x'", "views_of_owner")]
    public void Order_OfEachList_IsOneThatIsKept(string where, string order)
    {
        using var folder = new TestFolder();
        using var storage = folder.Open();

        storage.Readers.Use(reader =>
        {
            using var plan = new Statement(
                reader.Connection,
                $"EXPLAIN QUERY PLAN SELECT json FROM views WHERE {where} ORDER BY sort_at DESC, key LIMIT 9");
            using var row = plan.Read();
            row.Read().ShouldBeTrue();
            return row.GetString(3);
        }).ShouldContain(order);
    }

    [Fact]
    public async Task Append_AsTheFirst_OfAStreamThatIsThere_IsRefusedWithItsVersion()
    {
        using var folder = new TestFolder();
        using (var storage = folder.Open())
        {
            (await new SqliteLog(storage).AppendAsync(Commit("s/1"), Token)).ShouldBe(new AppendResult(true, 1));
        }

        using var again = folder.Open();
        var log = new SqliteLog(again);

        (await log.AppendAsync(Commit("s/1", Row("k", "not to be seen")), Token)).ShouldBe(new AppendResult(false, 1));
        (await log.AppendAsync(Commit("s/2"), Token)).ShouldBe(new AppendResult(true, 1));
        (await new SqliteViews(again).FindAsync("k", "not to be seen", Token)).ShouldBeNull();
        again.Verify(Token).IsSound.ShouldBeTrue();
    }

    private static List<string> Orders(SqliteStorage storage) => storage.Readers.Use(static reader =>
    {
        using var select = new Statement(
            reader.Connection,
            "SELECT name FROM sqlite_master WHERE tbl_name = 'views' AND type = 'index' AND sql IS NOT NULL ORDER BY name");
        using var rows = select.Read();
        var names = new List<string>();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    });

    private static ViewRow Row(string kind, string key) =>
        new(kind, key, "ada", "open", "group", "tag", DateTimeOffset.UnixEpoch, "null"u8.ToArray());

    private static Commit Commit(string stream, params ViewRow[] rows) => new()
    {
        Stream = stream,
        ExpectedVersion = 0,
        Events = [new NewEvent("tested", DateTimeOffset.UnixEpoch, "person:ada", "", "{}"u8.ToArray())],
        Views = rows,
    };
}
