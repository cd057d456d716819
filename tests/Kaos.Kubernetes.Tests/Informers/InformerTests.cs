using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Informers;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Tests.Wire;

namespace Kaos.Kubernetes.Tests.Informers;

public sealed class InformerTests : IAsyncLifetime
{
    private readonly CancellationTokenSource stop = new();
    private ScriptedApi api = null!;
    private KubernetesClient client = null!;
    private ClusterCache cache = null!;
    private ChangeSignal news = null!;
    private Task running = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEnumerable<string> Names =>
        cache.Current().ConfigMaps.Select(map => map.Metadata.Name).Order(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        api = await ScriptedApi.StartAsync();
        client = api.Client();
        cache = new ClusterCache(
            client,
            new InformerOptions
            {
                Kinds = [ResourceType.Of<ConfigMap>()],
                PageSize = 2,
                FirstPause = TimeSpan.FromMilliseconds(1),
                LongestPause = TimeSpan.FromMilliseconds(5),
            },
            TimeProvider.System);
        news = cache.Subscribe();
        running = cache.RunAsync(stop.Token);
    }

    [Fact]
    public async Task Run_ListInPages_ThenWatchesFromItsVersion()
    {
        await (await api.NextAsync()).AnswerAsync(List("10", "next", Map("a", 1), Map("b", 2)));
        var second = await api.NextAsync();
        second.Sent.Query["continue"].ShouldBe("next");
        cache.Current().WasRead<ConfigMap>().ShouldBeFalse("half a list is no list");
        cache.NotRead.ShouldHaveSingleItem().Why.ShouldBe("not read yet");
        await second.AnswerAsync(List("10", "", Map("c", 3)));

        var watch = await api.NextAsync();

        watch.IsWatch.ShouldBeTrue();
        watch.Version.ShouldBe("10");
        Names.ShouldBe(["a", "b", "c"]);
        cache.NotRead.ShouldBeEmpty();
        (await news.NextAsync(Token)).Keys.Select(key => key.Name).ShouldBe(["a", "b", "c"], ignoreOrder: true);
    }

    [Fact]
    public async Task Watch_Events_ChangeTheCacheAndAreAnnounced()
    {
        var watch = await SyncedAsync(Map("a", 1), Map("b", 2));

        await watch.LineAsync(Event("ADDED", Map("c", 11)));
        (await news.NextAsync(Token)).Keys.ShouldBe([new ObjectKey("ConfigMap", "shop", "c")]);
        await watch.LineAsync(Event("DELETED", Map("a", 12)));
        (await news.NextAsync(Token)).Keys.ShouldBe([new ObjectKey("ConfigMap", "shop", "a")]);
        await watch.LineAsync(Event("MODIFIED", Map("b", 13, "new")));
        await news.NextAsync(Token);

        Names.ShouldBe(["b", "c"]);
        cache.Current().Find<ConfigMap>("shop", "b")!.Data["k"].ShouldBe("new");
    }

    [Fact]
    public async Task Watch_Dropped_GoesOnFromTheLastBookmark()
    {
        var watch = await SyncedAsync(Map("a", 1));
        await watch.LineAsync(
            """{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"40"}}}""");
        await watch.LineAsync(Event("ADDED", Map("b", 41)));
        await news.NextAsync(Token);
        watch.Drop();

        var again = await api.NextAsync();

        again.IsWatch.ShouldBeTrue();
        again.Version.ShouldBe("41");
        cache.NotRead.ShouldBeEmpty("one dropped connection is no news");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_TooOld_ListsAgainAndAnnouncesDeletesAfterTheLastPage(bool inStream)
    {
        var watch = await SyncedAsync(Map("a", 1), Map("gone", 2));
        const string expired =
            """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410}""";
        if (inStream)
        {
            await watch.LineAsync($$"""{"type":"ERROR","object":{{expired}}}""");
            watch.End();
        }
        else
        {
            watch.Drop();
            await (await api.NextAsync()).AnswerAsync(expired, 410);
        }

        var first = await api.NextAsync();
        first.IsWatch.ShouldBeFalse();
        await first.AnswerAsync(List("50", "next", Map("b", 45)));
        var second = await api.NextAsync();
        Names.ShouldBe(["a", "gone"], "nothing changes before the last page");
        await second.AnswerAsync(List("50", "", Map("a", 1)));
        var next = await api.NextAsync();

        next.Version.ShouldBe("50");
        Names.ShouldBe(["a", "b"]);
        (await news.NextAsync(Token)).Keys.Select(key => key.Name).ShouldBe(["b", "gone"], ignoreOrder: true);
    }

    [Fact]
    public async Task List_ExpiredBetweenPages_StartsOver()
    {
        await (await api.NextAsync()).AnswerAsync(List("10", "next", Map("a", 1)));
        await (await api.NextAsync())
            .AnswerAsync("""{"kind":"Status","reason":"Expired","message":"too old","code":410}""", 410);

        var again = await api.NextAsync();

        again.Sent.Query.Keys.ShouldNotContain("continue");
        cache.Current().ConfigMaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_RefusedRepeatedly_ShowsAsNotReadUntilItIsAccepted()
    {
        var watch = await SyncedAsync(Map("a", 1));
        watch.Drop();
        await (await api.NextAsync())
            .AnswerAsync("""{"kind":"Status","reason":"InternalError","message":"etcd is away","code":500}""", 500);
        var third = await api.NextAsync();
        var part = cache.NotRead.ShouldHaveSingleItem();
        part.What.ShouldBe("configmaps");
        part.Why.ShouldContain("etcd is away");
        part.Why.ShouldContain("last known from");
        Names.ShouldBe(["a"]);

        await third.AcceptAsync();
        await third.LineAsync(Event("ADDED", Map("b", 20)));
        while (!Names.Contains("b"))
        {
            await news.NextAsync(Token);
        }

        cache.NotRead.ShouldBeEmpty();
    }

    [Fact]
    public async Task Current_NothingChanged_IsTheSameObject()
    {
        var watch = await SyncedAsync(Map("a", 1));
        var before = cache.Current();

        cache.Current().ShouldBeSameAs(before);
        await watch.LineAsync(Event("ADDED", Map("b", 11)));
        await news.NextAsync(Token);

        cache.Current().ShouldNotBeSameAs(before);
        before.ConfigMaps.Count.ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        news.Dispose();
        client.Dispose();
        await api.DisposeAsync();
        stop.Dispose();
    }

    private static string Map(string name, int version, string value = "v") =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"shop","uid":"u-{{{name}}}","resourceVersion":"{{{version}}}"},"data":{"k":"{{{value}}}"}}""";

    private static string List(string version, string next, params string[] items) =>
        $$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(',', items)}}]}""";

    private static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""";

    private async Task<PendingRequest> SyncedAsync(params string[] items)
    {
        await (await api.NextAsync()).AnswerAsync(List("10", "", items));
        var watch = await api.NextAsync();
        await news.NextAsync(Token);
        return watch;
    }
}
