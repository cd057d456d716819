using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class WatcherTests
{
    private readonly List<Signal> received = [];
    private readonly SnapshotCluster cluster = new(Worlds.FromYaml(Worlds.Deployment("shop", "web")));
    private readonly ImmutableArray<Symptom> symptoms =
    [
        new(
            SymptomCodes.CrashLoop, new("Pod", "shop", "web-1"), new("Deployment", "shop", "web"), Severity.Critical,
            Worlds.Now.AddMinutes(-5), "web-1 crashes"),
        new(
            SymptomCodes.CrashLoop, new("Pod", "shop", "web-2"), new("Deployment", "shop", "web"), Severity.Critical,
            Worlds.Now.AddMinutes(-4), "web-2 crashes"),
    ];

    [Fact]
    public async Task Look_AtLastingSymptoms_HandsOverOneSignalPerSubjectAndSymptom()
    {
        var watcher = Watcher((signal, _) => { received.Add(signal); return Task.CompletedTask; });

        await watcher.LookAsync(TestContext.Current.CancellationToken);
        await watcher.LookAsync(TestContext.Current.CancellationToken);

        var signal = received.ShouldHaveSingleItem();
        signal.Source.ShouldBe("watch");
        signal.Subject.ShouldBe(new ObjectRef("Deployment", "shop", "web"));
        signal.Tenant.ShouldBe("team-shop");
        signal.At.ShouldBe(Worlds.Now.AddMinutes(-5));
    }

    [Fact]
    public async Task Look_WhenTheDeskFails_HandsOverTheSameSignalAgain()
    {
        var refusals = 1;
        var watcher = Watcher((signal, _) =>
        {
            received.Add(signal);
            return refusals-- > 0 ? Task.FromException(new InvalidOperationException("full")) : Task.CompletedTask;
        });

        await Should.ThrowAsync<InvalidOperationException>(() =>
            watcher.LookAsync(TestContext.Current.CancellationToken));
        await watcher.LookAsync(TestContext.Current.CancellationToken);

        received.Count.ShouldBe(2);
        received[1].Id.ShouldBe(received[0].Id);
    }

    private Watcher Watcher(Func<Signal, CancellationToken, Task> receive) => new(
        cluster, @namespace =>
            "team-" + @namespace, (_, _) => symptoms, _ => Task.FromResult<IEnumerable<WatchKey>>([]), receive,
        (_, _) => Task.CompletedTask, TimeProvider.System, NullLogger<Watcher>.Instance);
}
