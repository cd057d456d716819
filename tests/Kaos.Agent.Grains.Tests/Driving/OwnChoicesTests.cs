using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving;

/// <summary>What KAOS takes by itself: the best, once the gate allows it outright at Act, and not for ever.</summary>
public sealed class OwnChoicesTests
{
    private static readonly Offer Offer = new(
        [Story.Option("one", "p1"), Story.Option("two", "p2"), Story.Option("do-nothing", null)],
        [Story.Plan("p1"), Story.Plan("p2")], []);

    private static readonly ChoicesOffered Offered = new("two ways", Offer.Options, Offer.Plans);

    [Fact]
    public void Candidate_IsTheBestOption() =>
        OwnChoices.Candidate(Story.Opened().State, Offer)!.Value.Plan.Hash.ShouldBe("p1");

    [Fact]
    public void Candidate_WhereNothingFitsAPersonAskedOrItWasTriedOften_IsNone()
    {
        var state = Story.Opened().State;
        var request = new ChangeRequest(
            ActionNames.Scale, Story.Plan("p1").Target,
            System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty);

        OwnChoices.Candidate(state, Offer with { Options = Offer.Options[2..] }).ShouldBeNull();
        OwnChoices.Candidate(state with { Signal = state.Signal! with { Request = request } }, Offer).ShouldBeNull();
        OwnChoices.Candidate(state with { OwnChoices = 3 }, Offer).ShouldBeNull();
    }

    [Theory]
    [InlineData(Effect.Allow, Maturity.Act, true)]
    [InlineData(Effect.Allow, Maturity.Approve, false)]
    [InlineData(Effect.Ask, Maturity.Act, false)]
    [InlineData(Effect.Deny, Maturity.Act, false)]
    public void Decide_OnlyOutrightAndAtAct(Effect effect, Maturity level, bool takes)
    {
        var chosen = OwnChoices.Decide(
            Offered, (Offer.Options[0], Offer.Plans[0] with { PolicyDigest = "d1" }), Story.Finding(),
            new(
                effect, level,
                [new("maturity", "maturity", Effect.Allow, "It is at Act."),
                    new("policy", "brake", Effect.Allow, "Quiet.")]));

        (chosen is not null).ShouldBe(takes);
        if (chosen is not null)
        {
            (chosen.By.ToString(), chosen.OptionId, chosen.PlanHash, chosen.PolicyDigest, chosen.Why)
                .ShouldBe(("system:kaos", "one", "p1", "d1", "It is at Act."));
            chosen.Evidence.ShouldBe(["ev-1"]);
        }
    }
}
