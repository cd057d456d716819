using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class EffectsTests
{
    [Fact]
    public void Of_NothingSeen_HasNoScoreAndSaysWhatIsUnknown()
    {
        var measured = Effects.Of(
            [("rollout-healthy", CheckReading.Unknown("pod-status", "pods could not be read"))], [StepSighting.CannotTell], World(), Samples.Shop, []);

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
            World(), Samples.Shop, [new EffectPart("orders", 1, "12 orders a minute")]);

        measured.Score.ShouldBe(0.67);
        Effects.Text(measured).ShouldBe("Effectiveness 0.67 of 1 (health 0.5, spec 0.5, orders 1; not known: alerts, metrics).");
    }

    [Theory]
    [InlineData("web", 0)]
    [InlineData("other", 1)]
    public void Of_AlertsOfTheWorkload_CountWhileTheyFire(string about, double score)
    {
        var alert = new Alert { Labels = new Dictionary<string, string> { ["namespace"] = Samples.Shop.Namespace!, ["deployment"] = about } };

        Effects.Of([], [], World(alert), Samples.Shop with { Name = "web" }, []).Parts[1].Score.ShouldBe(score);
    }

    private static CheckReading Ready(double ready, double wanted) => new(
        VerificationState.NotYet, "pod-status", "not all ready",
        System.Collections.Immutable.ImmutableDictionary<string, double>.Empty.Add("ready", ready).Add("wanted", wanted));

    private static ClusterSnapshot World(params Alert[] alerts) => new() { ClusterName = "east", Now = Samples.At, Alerts = alerts };
}
