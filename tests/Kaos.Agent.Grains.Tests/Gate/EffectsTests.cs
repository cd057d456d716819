using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class EffectsTests
{
    [Fact]
    public void Of_NothingSeen_HasNoScoreAndSaysWhatIsUnknown()
    {
        var measured = Effects.Of(
            [("rollout-healthy", CheckReading.Unknown("pod-status", "pods could not be read"))],
            [StepSighting.CannotTell], NoAlerts, []);

        measured.Score.ShouldBeNull();
        measured.Parts.Select(part => part.Name).ShouldBe(["health", "alerts", "metrics", "spec"]);
        measured.Parts.ShouldAllBe(part => part.Score == null && part.Text.Length > 0);
        Effects.Text(measured).ShouldBe("Effectiveness could not be measured.");
    }

    [Fact]
    public void Of_PartsSeen_IsTheirMeanAndUnknownOnesAreLeftOut()
    {
        var measured = Effects.Of(
            [("rollout-healthy", Ready(2, 4)), ("memory-stable", CheckReading.Unknown("metrics", "not measured"))],
            [StepSighting.Happened, StepSighting.Changed, StepSighting.CannotTell],
            NoAlerts, [new EffectPart("orders", 1, "12 orders a minute")]);

        measured.Score.ShouldBe(0.67);
        Effects.Text(measured)
            .ShouldBe("Effectiveness 0.67 of 1 (health 0.5, spec 0.5, orders 1; not known: alerts, metrics).");
    }

    private static CheckReading Ready(double ready, double wanted) => new(
        VerificationState.NotYet, "pod-status", "not all ready",
        System.Collections.Immutable.ImmutableDictionary<string, double>.Empty.Add("ready", ready)
            .Add("wanted", wanted));

    private static readonly EffectPart NoAlerts = new("alerts", null, "KAOS reads no alerts here");
}
