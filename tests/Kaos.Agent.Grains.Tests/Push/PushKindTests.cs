using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Push;
using Kaos.Contracts;
using Kaos.Contracts.Push;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Tests.Push;

public sealed class PushKindTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Principal Alice = new("alice", PrincipalKind.Person, [Role.Viewer], ["shop"]);

    private readonly PushKind kind = new();
    private PushState state = new("task-1");
    private long version;

    [Fact]
    public void Webhook_Configured_StartsWithASnapshot()
    {
        Do(Configure("a"));

        var hook = state.Hooks.ShouldHaveSingleItem();
        (hook.Stage, hook.From, hook.Place, state.Caller).ShouldBe((PushStage.Active, 3, null, "person:alice"));
    }

    [Fact]
    public void Webhook_Replaced_StartsAnewAndIgnoresWhatTheOldOneReports()
    {
        Do(Configure("a"));
        Do(new NoteAttempt("a", 1, "4", PushAttempt.Delivered, "HTTP 200"));
        Do(Configure("a", "https://example.com/new"));

        var late = Do(new NoteAttempt("a", 1, "5", PushAttempt.Delivered, "HTTP 200"));

        late.ShouldBe(0);
        var hook = state.Hooks.ShouldHaveSingleItem();
        (hook.Hook.Url, hook.Place, hook.Delivered, hook.Registered).ShouldBe(("https://example.com/new", null, 0, 3));
    }

    [Fact]
    public void Attempts_Noted_MoveThePlaceOnlyWhenTheNotificationIsDoneWith()
    {
        Do(Configure("a"));
        Do(new NoteAttempt("a", 1, "3", PushAttempt.Delivered, "HTTP 200"));
        Do(new NoteAttempt("a", 1, "4", PushAttempt.Failed, "HTTP 503"));
        Do(new NoteAttempt("a", 1, "4", PushAttempt.Failed, "HTTP 503"));
        var failing = state.Hooks[0];
        Do(new NoteAttempt("a", 1, "4", PushAttempt.Refused, "HTTP 400"));
        var after = state.Hooks[0];

        (failing.Place, failing.Failures, failing.FailingSince).ShouldBe(("3", 2, Noon));
        (after.Place, after.Failures, after.FailingSince, after.Delivered, after.Refused)
            .ShouldBe(("4", 0, null, 1, 1));
    }

    [Theory]
    [InlineData(true, PushStage.GivenUp)]
    [InlineData(false, PushStage.Finished)]
    public void Webhook_Ended_TakesNoMoreReports(bool givenUp, PushStage expected)
    {
        Do(Configure("a"));
        Do(new EndPush("a", 1, givenUp));

        Do(new NoteAttempt("a", 1, "9", PushAttempt.Delivered, "HTTP 200")).ShouldBe(0);
        state.Hooks[0].Stage.ShouldBe(expected);
    }

    [Fact]
    public void Webhook_Removed_IsGoneAndItsRowSaysSo()
    {
        Do(Configure("a"));
        Do(Configure("b"));

        var rows = Rows(new RemovePush("a"));

        state.Hooks.ShouldHaveSingleItem().Hook.Id.ShouldBe("b");
        rows.ShouldHaveSingleItem().State.ShouldBe("removed");
        Do(new RemovePush("a")).ShouldBe(0);
    }

    [Fact]
    public void Webhooks_BeyondTheMost_AreRefused()
    {
        for (var i = 0; i < 16; i++)
        {
            Do(Configure($"h{i}"));
        }

        Decide(Configure("h16")).Refusal.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Invalid);
        Decide(Configure("h3")).Refusal.ShouldBeNull();
    }

    private static ConfigurePush Configure(string id, string url = "https://example.com/hook") =>
        new(new Webhook(id, url, null, "1.0"), "ctx-1", "ses-1", 3);

    private Turn Turn() => new(Alice, Noon, $"c{version}", version);

    private Decision<PushEvent> Decide(PushCommand command) => kind.Decide(state, command, Turn());

    private int Do(PushCommand command)
    {
        var facts = Decide(command).Facts;
        foreach (var fact in facts)
        {
            state = kind.Fold(state, fact, new EventMeta(++version, Noon, "", ""));
        }

        return facts.Count;
    }

    private IReadOnlyList<Grains.Log.ViewRow> Rows(PushCommand command)
    {
        var facts = Decide(command).Facts;
        Do(command);

        return kind.React(state, facts, Turn()).Views;
    }
}
