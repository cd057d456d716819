using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Tests.Engine;
using Kaos.Agent.Host.Storage;
using Kaos.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kaos.Agent.Host.Tests.Storage;

/// <summary>The engine on the durable log, put together as the service does it.</summary>
public sealed class GrainsOnSqliteTests
{
    private static readonly Principal Ada = new("ada", PrincipalKind.Person, [Role.Operator], ["*"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_StoppedAndStarted_GoesOnWithStateMessagesAndDeadlines()
    {
        using var folder = new TestFolder();
        using (var host = Build(folder))
        {
            // Not started: the message and the deadline stay behind, as after a crash.
            var grains = host.Services.GetRequiredService<IGrains>();
            await grains.AskAsync(Id("a"), new Add(5, Tell: "b"), Ada, "x", Token);
            await grains.AskAsync(Id("c"), new Alarm(DateTimeOffset.UnixEpoch), Ada, "y", Token);
        }

        using var again = Build(folder);
        await again.StartAsync(Token);

        (await FirstAsync(again, Id("b"), 1)).Cause.ShouldBe("counter/a/0/0");
        (await FirstAsync(again, Id("c"), 2)).Type.ShouldBe("counter.rang");
        var engine = again.Services.GetRequiredService<IGrains>();
        (await engine.AskAsync(Id("a"), new Add(5, Tell: "b"), Ada, "x", Token)).Duplicate.ShouldBeTrue();
        (await engine.StateAsync<CounterState>(Id("a"), Token)).State.Total.ShouldBe(5);

        // The log shows a commit before its listeners hear of it; the grain's next answer comes after both.
        await engine.AskAsync(Id("b"), new Add(0), Ada, "z", Token);
        again.Services.GetRequiredService<Heard>().Ids.ShouldContain(Id("b"));
        again.Services.GetRequiredService<LogHealth>().Available.ShouldBeTrue();
        await again.StopAsync(Token);
    }

    [Fact]
    public async Task Checkpoint_OfAStream_FitsItsCodeAndTheEventItWasMadeAt()
    {
        using var folder = new TestFolder();
        using var host = Build(folder);
        var checkpoints = host.Services.GetRequiredService<IFoldCheckpoints>();
        var grains = host.Services.GetRequiredService<IGrains>();
        await grains.AskAsync(Id("a"), new Add(5), Ada, "x", Token);

        checkpoints.Keep(new FoldCheckpoint("counter/a", 1, "code", "[\"x\"]"u8.ToArray(), "{}"u8.ToArray()));
        checkpoints.Keep(new FoldCheckpoint("counter/b", 1, "code", "[]"u8.ToArray(), "{}"u8.ToArray()));
        await grains.AskAsync(Id("a"), new Add(5), Ada, "y", Token);

        var found = (await checkpoints.FindAsync("counter/a", "code", Token)).ShouldNotBeNull();
        (found.Version, System.Text.Encoding.UTF8.GetString(found.Commands.Span)).ShouldBe((1, "[\"x\"]"));
        (await checkpoints.FindAsync("counter/a", "newer code", Token)).ShouldBeNull();
        (await checkpoints.FindAsync("counter/b", "code", Token)).ShouldBeNull();
    }

    private static IHost Build(TestFolder folder)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.Configure<StorageOptions>(options => options.Path = folder.Path);
        builder.Services
            .AddSqliteStorage()
            .AddEmbeddedGrains()
            .AddGrainKind<Counter, CounterState, CounterCommand, CounterEvent>()
            .AddCommitListener<Heard>();
        return builder.Build();
    }

    private static GrainId Id(string key) => new("counter", key);

    private static async Task<StoredEvent> FirstAsync(IHost host, GrainId id, long seq)
    {
        await foreach (var stored in host.Services.GetRequiredService<IEventLog>().TailAsync(id.Stream, seq, Token))
        {
            return stored;
        }

        throw new InvalidOperationException("A tail does not end.");
    }

    /// <summary>Depends on the engine, as drivers do.</summary>
    private sealed class Heard(IGrains grains) : ICommitListener
    {
        public System.Collections.Concurrent.ConcurrentBag<GrainId> Ids { get; } = [];

        public void OnCommitted(Committed commit)
        {
            grains.ShouldNotBeNull();
            Ids.Add(commit.Id);
        }
    }
}
