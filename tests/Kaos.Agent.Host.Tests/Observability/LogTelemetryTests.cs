using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Telemetry;
using Kaos.Agent.Host.Observability;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Host.Tests.Observability;

public sealed class LogTelemetryTests
{
    [Fact]
    public async Task Session_InTheLog_IsASpanWithItsVerdictAndWriteInside()
    {
        var stopped = new List<Activity>();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == TelemetryNames.Source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                stopped.Add(activity);
                if (activity.OperationName == "invoke_agent kaos")
                {
                    over.TrySetResult();
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<KaosTelemetry>().BuildServiceProvider();
        var counted = new List<string>();
        using var meters = new MeterListener { InstrumentPublished = static (instrument, own) => Follow(instrument, own) };
        meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => counted.Add(instrument.Name));
        meters.Start();
        var log = new InMemoryLog();
        using var telemetry = new LogTelemetry(
            log, services.GetRequiredService<KaosTelemetry>(), TimeProvider.System, NullLogger<LogTelemetry>.Instance);
        await telemetry.StartAsync(TestContext.Current.CancellationToken);

        await AppendAsync(
            log, Samples.Opened, Samples.Choices, new GateJudged(Samples.Plan.Hash, Effect.Allow, Maturity.Approve, []),
            new StepIntended(Samples.Plan.Hash, 0, false, 1, Samples.Start), new StepWritten(Samples.Plan.Hash, 0, false, "patched", "7"),
            new SessionEnded(SessionOutcome.Resolved, "All clear."));
        await over.Task.WaitAsync(TestContext.Current.CancellationToken);
        await telemetry.StopAsync(TestContext.Current.CancellationToken);

        stopped.Select(static activity => activity.OperationName).ShouldBe(["kaos.gate.judge", "kaos.cluster.write", "invoke_agent kaos"]);
        stopped.Select(static activity => activity.TraceId).Distinct().Count().ShouldBe(1);
        stopped[^1].GetTagItem("kaos.outcome").ShouldBe("resolved");
        counted.ShouldBe(["kaos.gate.verdicts", "kaos.cluster.writes", "kaos.sessions"]);
    }

    private static void Follow(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == TelemetryNames.Source)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static async Task AppendAsync(InMemoryLog log, params SessionEvent[] facts)
    {
        var codec = new SessionKind().Events;
        var now = TimeProvider.System.GetUtcNow();
        await log.AppendAsync(
            new Commit
            {
                Stream = "session/ses-1",
                ExpectedVersion = 0,
                Events = [.. facts.Select(fact => new NewEvent(codec.NameOf(fact), now, "system:test", "c", codec.Write(fact)))],
            },
            TestContext.Current.CancellationToken);
    }
}
