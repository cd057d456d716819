using System.Collections.Immutable;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

public sealed class BlobNeedRowsTests
{
    [Fact]
    public void BeforeImages_OfPlans_AreNeededFromTheOfferToTheEnd()
    {
        var plan = Story.Plan("p9");
        plan = plan with { Steps = [.. plan.Steps.Select((step, i) => step with { BeforeImage = $"image-{i}" })] };
        var offered = new ChoicesOffered("one way", [Story.Option("fix", "p9")], [plan]);
        var ended = new SessionEnded(SessionOutcome.Resolved, "over");
        var open = SessionFold.Apply(Story.Opened().State, offered);

        Of(open, offered).ShouldBe([("image-0/ses-1", BlobNeeds.Needed), ("image-1/ses-1", BlobNeeds.Needed)]);
        Of(open, new DriverStarted(2)).ShouldBeEmpty();
        Of(SessionFold.Apply(open, ended), ended)
            .ShouldBe([("image-0/ses-1", BlobNeeds.Over), ("image-1/ses-1", BlobNeeds.Over)]);
    }

    private static ImmutableArray<(string, string)> Of(SessionState state, SessionEvent fact) =>
        [.. BlobNeedRows.Of(state, [fact], Story.Noon).Select(row => (row.Key, row.State))];
}
