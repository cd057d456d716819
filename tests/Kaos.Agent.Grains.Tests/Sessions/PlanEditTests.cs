using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

/// <summary>An edit makes a new plan; the one that was edited is dead. An override takes a role and a reason.</summary>
public sealed class PlanEditTests
{
    private static readonly ImmutableSortedDictionary<string, string> Four = Values(("replicas", "4"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Seed", "1-23")]
    public void Edit_OfAPlanThatIsOfferedOrWaits_HasANewOneMade_AndTheOldOneDies(bool waits)
    {
        var story = waits ? Waiting() : Offered();

        story.Do(new DecidePlan("p1", PlanDecision.Edit, "more", null, Four), Story.Alice).ShouldBeNull();

        Agenda.Next(story.State).ShouldBe(new Work.Offer());
        story.State.Edits["fix-p1"].ShouldBe(Four);
        story.Do(
            new DecidePlan("p1", PlanDecision.Approve, null, null), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);
        Offer(story, "p2", ("replicas", "4"));
        story.Do(
            new DecidePlan("p1", PlanDecision.Approve, null, null), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);
        story.Do(new DecidePlan("p2", PlanDecision.Approve, null, null), Story.Alice).ShouldBeNull();
        story.State.Execution!.PlanHash.ShouldBe("p2");
    }

    [Fact]
    public void Edit_Twice_KeepsWhatWasEditedBefore()
    {
        var story = Offered(("replicas", "3"), ("container", "till"));
        story.Do(new DecidePlan("p1", PlanDecision.Edit, null, null, Four), Story.Alice).ShouldBeNull();
        story.Report(
            new ChoicesOffered(
                "again", [Option("p1b", ("replicas", "4"), ("container", "till"))],
                [Story.Plan("p1b") with { WorkflowId = "fix-p1" }]));

        story.Do(new DecidePlan("p1b", PlanDecision.Edit, null, null, Values(("container", "web"))), Story.Alice)
            .ShouldBeNull();

        story.State.Edits["fix-p1"].ShouldBe(Values(("replicas", "4"), ("container", "web")));
    }

    [Theory]
    [InlineData(null, null, "An edit names the parameters")]
    [InlineData("colour", "red", "no parameter 'colour'. It has: replicas=3.")]
    [InlineData("replicas", "3", "as it stands")]
    public void Edit_ThatChangesNothingThatThereIs_IsInvalid(string? name, string? value, string why)
    {
        var with = name is null ? null : Values((name, value!));

        var problem = Offered().Do(new DecidePlan("p1", PlanDecision.Edit, null, null, with), Story.Alice)!;

        problem.Code.ShouldBe(ProblemCode.Invalid);
        problem.Message.ShouldContain(why);
    }

    [Fact]
    public void Edit_ByAViewer_OrOfAWaitingPlanByAnAgent_IsForbidden()
    {
        Offered().Do(
            new DecidePlan("p1", PlanDecision.Edit, null, null, Four),
            Story.Victor)!.Code.ShouldBe(ProblemCode.Forbidden);
        Waiting().Do(
            new DecidePlan("p1", PlanDecision.Edit, null, null, Four), Story.Bot)!.Code.ShouldBe(ProblemCode.Forbidden);
    }

    [Fact]
    [Trait("Seed", "4-7")]
    public void Override_OfAnOffer_TakesTheRoleAndAReason_AndIsOnTheRecordAsOne()
    {
        var story = Offered();
        story.Do(
            new DecidePlan("p1", PlanDecision.Override, "I know it", null),
            Story.Olga)!.Code.ShouldBe(ProblemCode.Forbidden);
        story.Do(
            new DecidePlan("p1", PlanDecision.Override, "I know it", null),
            Story.Bot)!.Code.ShouldBe(ProblemCode.Forbidden);
        story.Do(
            new DecidePlan("p1", PlanDecision.Override, null, null), Story.Alice)!.Code.ShouldBe(ProblemCode.Invalid);

        story.Do(new DecidePlan("p1", PlanDecision.Override, "I know it", null), Story.Alice).ShouldBeNull();

        var decided = story.Facts.OfType<PlanDecided>().ShouldHaveSingleItem();
        (decided.Decision, decided.Reason, decided.By).ShouldBe((PlanDecision.Override, "I know it", Story.Alice));
        story.State.Approvers.ShouldBe([Story.Alice]);
    }

    [Fact]
    public void Reject_OfAnOfferThatNobodyChose_IsAConflict() =>
        Offered().Do(
            new DecidePlan("p1", PlanDecision.Reject, null, null), Story.Alice)!.Code.ShouldBe(ProblemCode.Conflict);

    [Theory]
    [InlineData("change replicas to 4")]
    [InlineData("please set replicas=4.")]
    [InlineData("make replicas 4")]
    [InlineData("Edit REPLICAS to 4")]
    public void Words_ThatChangeAParameter_AreAnEdit(string text)
    {
        foreach (var state in new[] { Offered().State, Waiting().State })
        {
            var meant = Steering.Interpret(state, text, null).ShouldBeOfType<Meaning.Decision>();

            (meant.PlanHash, meant.What).ShouldBe(("p1", PlanDecision.Edit));
            meant.With.ShouldBe(Four);
        }
    }

    [Theory]
    [InlineData("change the colour to red")]
    [InlineData("what if we change replicas to 4?")]
    [InlineData("replicas are 4")]
    public void Words_ThatChangeNothingOfThePlan_AreAQuestion(string text) =>
        Steering.Interpret(Offered().State, text, null).ShouldBeOfType<Meaning.Question>();

    [Theory]
    [InlineData("""{"kind":"kaos.choose/v1","optionId":"p1","parameters":{"replicas":4}}""")]
    [InlineData("""{"kind":"kaos.decide/v1","planHash":"p1","decision":"edit","parameters":{"replicas":"4"}}""")]
    public void Data_WithOtherParameters_IsAnEdit(string json)
    {
        var meant = Steering.Interpret(Offered().State, "", JsonElement.Parse(json)).ShouldBeOfType<Meaning.Decision>();

        meant.What.ShouldBe(PlanDecision.Edit);
        meant.With.ShouldBe(Four);
    }

    [Fact]
    public void Data_ChoosingWithTheParametersThatAreOffered_IsAChoice() =>
        Steering.Interpret(
            Offered().State, "",
            JsonElement.Parse("""{"kind":"kaos.choose/v1","optionId":"p1","parameters":{"replicas":"3"}}"""))
            .ShouldBe(new Meaning.Choice("p1"));

    private static Story Offered(params (string, string)[] parameters)
    {
        var story = Story.Opened();
        story.Do(new AttachTask("task-alice", "ctx-alice", "m1", "scale it", Joined: true), Story.Alice);
        story.Do(new StartDriver(1), Story.Driver);
        story.Report(new Diagnosed(new([Story.Finding()], [], [])));
        Offer(story, "p1", parameters.Length == 0 ? [("replicas", "3")] : parameters);

        return story;
    }

    private static Story Waiting()
    {
        var story = Offered();
        story.Do(new AttachTask("task-olga", "ctx-olga", "m1", "me too", Joined: true), Story.Olga);
        story.Do(new SendText("task-olga", "m2", "take over"), Story.Olga);
        story.Do(new ChooseOption("p1", "task-olga"), Story.Olga).ShouldBeNull();
        story.Report(new GateJudged("p1", Kaos.Contracts.Plans.Effect.Ask, Kaos.Contracts.Plans.Maturity.Approve, []));
        story.Report(
            new ApprovalRequested("p1", "scale_plan_review", Story.Noon.AddMinutes(30), "an approver has to decide"));
        story.State.Phase.ShouldBe(IncidentState.AwaitingApproval);

        return story;
    }

    private static void Offer(Story story, string hash, params (string, string)[] parameters) =>
        story.Report(
            new ChoicesOffered(
                "one way", [Option(hash, parameters), Story.Option("do-nothing", null)], [Story.Plan(hash)]))
            .ShouldBeNull();

    private static Kaos.Contracts.Plans.WorkflowOption Option(string hash, params (string, string)[] parameters) =>
        Story.Option(hash, hash) with { Parameters = Values(parameters) };

    private static ImmutableSortedDictionary<string, string> Values(params (string Name, string Value)[] values) =>
        values.ToImmutableSortedDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
}
