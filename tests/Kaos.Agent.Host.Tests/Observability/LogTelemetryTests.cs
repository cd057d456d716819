using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Telemetry;
using Kaos.Agent.Host.Observability;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Host.Tests.Observability;

public sealed class LogTelemetryTests
{
    [Fact]
    public async Task Session_Recorded_IsASpanWithItsVerdictAndWriteInside()
    {
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == TelemetryNames.Source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<KaosTelemetry>()
            .BuildServiceProvider();
        var counted = new List<string>();
        using var meters =
            new MeterListener { InstrumentPublished = static (instrument, own) => Follow(instrument, own) };
        meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => counted.Add(instrument.Name));
        meters.Start();
        var telemetry = new LogTelemetry(services.GetRequiredService<KaosTelemetry>());

        SessionEvent[] facts =
        [
            Samples.Opened, Samples.Choices, new GateJudged(Samples.Plan.Hash, Effect.Allow, Maturity.Approve, []),
            new StepIntended(Samples.Plan.Hash, 0, false, 1, Samples.Start),
            new StepWritten(Samples.Plan.Hash, 0, false, "patched", "7"),
            new SessionEnded(SessionOutcome.Resolved, "All clear."),
        ];
        telemetry.OnCommitted(
            new Committed(SessionKind.IdOf("ses-1"), new SessionState("ses-1"), 1, facts, Samples.Start));

        stopped.Select(static activity => activity.OperationName)
            .ShouldBe(["kaos.gate.judge", "kaos.cluster.write", "invoke_agent kaos"]);
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
}
