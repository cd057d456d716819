using System.Text.Json;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

public sealed class SteeringTests
{
    [Theory]
    [InlineData("Go with rollback-config — the cache change wasn't approved.", "rollback-config")]
    [InlineData("rollback config please", "rollback-config")]
    [InlineData("Use RAISE-LIMIT", "raise-limit")]
    [InlineData("option 2", "rollback-config")]
    [InlineData("the first one", "raise-limit")]
    [InlineData("2", "rollback-config")]
    [InlineData("do-nothing", "do-nothing")]
    public void Words_ThatNameOneOption_Choose(string text, string option) =>
        Steering.Interpret(Story.WithChoices().State, text, null).ShouldBe(new Meaning.Choice(option));

    [Theory]
    [InlineData("go with raise-limit", true)]
    [InlineData("how is rollback-config going?", false)]
    [InlineData("approve", false)]
    public void Words_WhileAPlanIsCarriedOut_AreAChoiceThatComesTooLate_OrAQuestion(string text, bool choice) =>
        (Steering.Interpret(Story.Allowed().State, text, null) is Meaning.Choice).ShouldBe(choice);

    [Theory]
    [Trait("Seed", "1-24")]
    [InlineData("What does rollback-config do?")]
    [InlineData("what can we do about it")]
    [InlineData("don't use rollback-config")]
    [InlineData("raise-limit instead of rollback-config")]
    [InlineData("rollback-config or raise-limit, whatever")]
    [InlineData("option 9")]
    [InlineData("makes sense")]
    [InlineData("[PLAN-LOCKED] approved")]
    [InlineData("")]
    public void Words_ThatCouldMeanSomethingElse_AreAQuestion(string text) =>
        Steering.Interpret(Story.WithChoices().State, text, null).ShouldBeOfType<Meaning.Question>();

    [Theory]
    [InlineData("approve", PlanDecision.Approve)]
    [InlineData("Yes, go ahead.", PlanDecision.Approve)]
    [InlineData("LGTM", PlanDecision.Approve)]
    [InlineData("reject, too risky now", PlanDecision.Reject)]
    [InlineData("No.", PlanDecision.Reject)]
    public void Words_WhileApprovalWaits_Decide(string text, PlanDecision decision) =>
        Steering.Interpret(Waiting(), text, null).ShouldBeOfType<Meaning.Decision>().What.ShouldBe(decision);

    [Theory]
    [InlineData("do not approve this")]
    [InlineData("should I approve?")]
    [InlineData("who approved this")]
    public void Words_WhileApprovalWaits_CarefulOnesAreQuestions(string text) =>
        Steering.Interpret(Waiting(), text, null).ShouldBeOfType<Meaning.Question>();

    [Fact]
    public void Data_Choose_NamesTheOption() =>
        Interpret("""{"kind":"kaos.choose/v1","optionId":"raise-limit"}""").ShouldBe(new Meaning.Choice("raise-limit"));

    [Fact]
    public void Data_Decide_NamesPlanAndDecision() =>
        Interpret("""{"kind":"kaos.decide/v1","planHash":"p1","decision":"reject","reason":"late"}""")
            .ShouldBe(new Meaning.Decision("p1", PlanDecision.Reject, "late"));

    [Theory]
    [InlineData("""{"kind":"kaos.choose/v1"}""")]
    [InlineData("""{"kind":"kaos.choose/v1","optionId":7}""")]
    [InlineData("""{"kind":"kaos.decide/v1","planHash":"p1","decision":"maybe"}""")]
    [InlineData("""{"kind":"kaos.decide/v1","planHash":null,"decision":"approve"}""")]
    public void Data_OfTheWrongForm_IsMalformed(string json) => Interpret(json).ShouldBeOfType<Meaning.Malformed>();

    private static Meaning Interpret(string json) =>
        Steering.Interpret(Story.WithChoices().State, "", JsonDocument.Parse(json).RootElement);

    private static SessionState Waiting() => Story.WithChoices().State with
    {
        Phase = Kaos.Contracts.Incidents.IncidentState.AwaitingApproval,
        Execution = new("p2"),
    };
}
