using System.Threading.Channels;
using Kaos.Kubernetes.Informers;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Tests.Wire;

namespace Kaos.Kubernetes.Tests.Informers;

public sealed class ClusterCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OneKindForbidden_OthersGoOnAndTheGapIsTold()
    {
        await using var server = await TestServer.StartAsync(async (context, sent) =>
        {
            if (sent.Query.ContainsKey("watch"))
            {
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            await TestServer.SendAsync(
                context,
                Exchange.Load(sent.Path.EndsWith("/pods", StringComparison.Ordinal) ? "forbidden-403" : "nodes"));
        });
        using var client = server.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cache = new ClusterCache(
            client,
            new InformerOptions { Kinds = [ResourceType.Of<Pod>(), ResourceType.Of<Node>()], Namespaces = ["shop"] },
            TimeProvider.System);

        var running = cache.RunAsync(stop.Token);
        await cache.WaitForFirstReadAsync(Token);
        var snapshot = cache.Snapshot();
        await stop.CancelAsync();
        await running;

        snapshot.Objects.Nodes.Count.ShouldBe(3);
        snapshot.Objects.WasRead<Pod>().ShouldBeFalse();
        var part = snapshot.NotRead.ShouldHaveSingleItem();
        part.What.ShouldBe("pods in shop");
        part.Why.ShouldContain("cannot list resource \"pods\"");
    }

    [Fact(Timeout = 600_000)]
    public async Task Run_ServerComesBack_TheKindThatFindsItWakesTheOthers()
    {
        var away = true;
        await using var server = await TestServer.StartAsync(async (context, sent) =>
        {
            if (Volatile.Read(ref away))
            {
                context.Abort();
            }
            else if (sent.Query.ContainsKey("watch"))
            {
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }
            else
            {
                await TestServer.SendAsync(context, Exchange.Load("nodes"));
            }
        });
        using var client = server.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var time = new HeldTime();
        var cache = new ClusterCache(
            client,
            new InformerOptions { Kinds = [ResourceType.Of<Pod>(), ResourceType.Of<Node>()], FirstPause = TimeSpan.FromSeconds(9) },
            time);
        var running = cache.RunAsync(stop.Token);
        Wait[] pauses = [await time.Waits.ReadAsync(Token), await time.Waits.ReadAsync(Token)];

        Volatile.Write(ref away, false);
        pauses.MinBy(pause => pause.Due)!.End();
        while (cache.NotRead.Count > 0)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_Metrics_ArePolledNotWatched()
    {
        await using var server = await TestServer.ReplayAsync(Exchange.Load("node-metrics"));
        using var client = server.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cache = new ClusterCache(
            client,
            new InformerOptions { Kinds = [ResourceType.Of<NodeMetrics>()], Poll = TimeSpan.FromMilliseconds(1) },
            TimeProvider.System);
        using var news = cache.Subscribe();

        var running = cache.RunAsync(stop.Token);
        await news.NextAsync(Token);
        await news.NextAsync(Token);
        await stop.CancelAsync();
        await running;

        cache.Current().NodeMetrics.Count.ShouldBe(3);
        server.Requests.ShouldAllBe(sent => !sent.Query.ContainsKey("watch"));
    }

    [Fact]
    public async Task NotRead_MetricsNotServed_AreNotMistakenForThePodsThemselves()
    {
        await using var server = await TestServer.ReplayAsync(Exchange.Load("kind-404"));
        using var client = server.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cache = new ClusterCache(
            client, new InformerOptions { Kinds = [ResourceType.Of<PodMetrics>()] }, TimeProvider.System);

        var running = cache.RunAsync(stop.Token);
        await cache.WaitForFirstReadAsync(Token);
        await stop.CancelAsync();
        await running;

        cache.NotRead.ShouldHaveSingleItem().What.ShouldBe("pods.metrics.k8s.io");
    }

    [Fact]
    public async Task Run_ResyncIsDue_AnnouncesEveryObjectAgain()
    {
        await using var api = await ScriptedApi.StartAsync();
        using var client = api.Client();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cache = new ClusterCache(
            client,
            new InformerOptions { Kinds = [ResourceType.Of<Node>()], Resync = TimeSpan.Zero },
            TimeProvider.System);
        using var news = cache.Subscribe();
        var running = cache.RunAsync(stop.Token);
        await (await api.NextAsync()).AnswerAsync(
            """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"n1"}},{"metadata":{"name":"n2"}}]}""");
        var watch = await api.NextAsync();
        await news.NextAsync(Token);

        await watch.LineAsync("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"2"}}}""");
        watch.End();
        (await api.NextAsync()).Version.ShouldBe("2");
        var again = await news.NextAsync(Token);
        await stop.CancelAsync();
        await running;

        again.Keys.Select(key => key.Name).ShouldBe(["n1", "n2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Signal_SameNameOften_IsHandedOutOnce()
    {
        using var signal = new CacheHub().Subscribe(10);
        var key = new ObjectKey("Pod", "shop", "web");

        signal.Add(key);
        signal.Add(key);

        (await signal.NextAsync(Token)).Keys.ShouldBe([key]);
    }

    [Fact]
    public async Task Signal_MoreNamesThanItHolds_SaysThatSomeAreMissing()
    {
        using var signal = new CacheHub().Subscribe(2);
        foreach (var name in new[] { "a", "b", "a", "c" })
        {
            signal.Add(new ObjectKey("Pod", "shop", name));
        }

        var batch = await signal.NextAsync(Token);

        batch.Keys.Select(key => key.Name).ShouldBe(["a", "b"], ignoreOrder: true);
        batch.MayHaveMissed.ShouldBeTrue();
        signal.Add(new ObjectKey("Pod", "shop", "d"));
        (await signal.NextAsync(Token)).MayHaveMissed.ShouldBeFalse();
    }

    [Fact]
    public void Create_KindWithoutModel_IsRefused()
    {
        var options = new InformerOptions { Kinds = [new ResourceType("", "v1", "secrets", "Secret", true)] };

        using var client = new Kaos.Kubernetes.Client.KubernetesClient(
            new Kaos.Kubernetes.Configuration.ClusterConnection { Name = "x", Server = new Uri("http://127.0.0.1:1") },
            new Kaos.Kubernetes.Client.KubernetesClientOptions(),
            TimeProvider.System);

        Should.Throw<ArgumentException>(() => new ClusterCache(client, options, TimeProvider.System))
            .Message.ShouldContain("secrets");
    }

    /// <summary>Hands out each wait that is begun; it ends when the test says so.</summary>
    private sealed class HeldTime : TimeProvider
    {
        private readonly Channel<Wait> waits = Channel.CreateUnbounded<Wait>();

        public ChannelReader<Wait> Waits => waits.Reader;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var wait = new Wait(dueTime, () => callback(state));
            waits.Writer.TryWrite(wait);
            return wait;
        }
    }

    private sealed record Wait(TimeSpan Due, Action End) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
