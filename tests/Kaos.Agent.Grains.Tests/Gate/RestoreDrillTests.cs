using System.Text;
using Kaos.Agent.Grains.Gate.Execution;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class RestoreDrillTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drill_BeforeImageInTheStore_TheWayBackIsThere()
    {
        var (plan, blobs) = await PlanAsync();

        (await RestoreDrill.RunAsync(plan, blobs, Token)).ShouldHaveSingleItem().State.ShouldBe(DrillState.Ready);
    }

    [Fact]
    public async Task Drill_BeforeImageLost_IsSaid()
    {
        var (plan, _) = await PlanAsync();

        (await RestoreDrill.RunAsync(plan, new InMemoryBlobs(), Token))
            .ShouldHaveSingleItem().State.ShouldBe(DrillState.Missing);
    }

    [Fact]
    public async Task Drill_InverseThatLeadsElsewhere_DoesNotFit()
    {
        var (plan, blobs) = await PlanAsync();
        plan = plan with
        {
            Steps = [plan.Steps[0] with { Inverse = """[{"op":"replace","path":"/spec/replicas","value":7}]""" }],
        };

        (await RestoreDrill.RunAsync(plan, blobs, Token)).ShouldHaveSingleItem().State.ShouldBe(DrillState.DoesNotFit);
    }

    [Fact]
    public async Task Drill_StepWithoutAWayBack_SaysThatItWasPromisedNone()
    {
        var (plan, blobs) = await PlanAsync();
        plan = plan with { Steps = [plan.Steps[0] with { Inverse = null }] };

        (await RestoreDrill.RunAsync(plan, blobs, Token)).ShouldHaveSingleItem().State.ShouldBe(DrillState.NoWayBack);
    }

    private static async Task<(Plan Plan, IBlobs Blobs)> PlanAsync()
    {
        var blobs = new InMemoryBlobs();
        var plan = Samples.ScalePlan();
        var image = await blobs.PutAsync(Encoding.UTF8.GetBytes(Samples.StatefulSet().ToJsonString()), Token);
        return (plan with { Steps = [plan.Steps[0] with { BeforeImage = image }] }, blobs);
    }
}
