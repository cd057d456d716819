using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

/// <summary>The rows by which callers list their tasks.</summary>
public sealed class TaskRowTests
{
    private static readonly SessionKind Kind = new();

    [Theory]
    [InlineData(SessionOutcome.Resolved, TaskStanding.Completed)]
    [InlineData(SessionOutcome.RolledBack, TaskStanding.Completed)]
    [InlineData(SessionOutcome.Declined, TaskStanding.Completed)]
    [InlineData(SessionOutcome.Unknown, TaskStanding.Completed)]
    [InlineData(SessionOutcome.Escalated, TaskStanding.Failed)]
    [InlineData(SessionOutcome.Cancelled, TaskStanding.Canceled)]
    public void Standing_OfATaskWhoseSessionEnded_FollowsTheOutcome(SessionOutcome outcome, TaskStanding expected)
    {
        var state = Story.WithChoices().State with { Outcome = outcome };

        TaskStandings.Of(state, detached: false).ShouldBe(expected);
        TaskStandings.Of(state, detached: true).ShouldBe(TaskStanding.Canceled);
    }

    [Fact]
    public void Row_OfAnOpenTask_MovesWithWhatItIsTold()
    {
        var story = Story.WithChoices();
        var now = Story.Noon.AddMinutes(7);

        var rows = RowsOf(story.State, new Narrated("Looking.", "l"), now);

        var row = rows.ShouldHaveSingleItem();
        (row.Key, row.State, row.SortAt, row.Tag).ShouldBe(("task-alice", "input-required", now, "default"));
    }

    [Fact]
    public void Row_OfATaskThatIsNotTold_IsNotWritten()
    {
        var story = Story.WithChoices();
        story.Do(new AttachTask("task-olga", "ctx-olga", "m1", "me too", Joined: true), Story.Olga);

        RowsOf(story.State, new DriverStarted(2), Story.Noon).ShouldBeEmpty();
        RowsOf(story.State, new EvidenceFound([]), Story.Noon).ShouldBeEmpty();
        RowsOf(story.State, new Answered("task-olga", "Because."), Story.Noon)
            .ShouldHaveSingleItem().Key.ShouldBe("task-olga");
        RowsOf(story.State, new Answered(null, "Because."), Story.Noon).Count.ShouldBe(2);
    }

    [Fact]
    public void Row_OfAnAnsweredQuestion_IsACompletedTask()
    {
        var story = new Story();
        story.Do(new AnswerQuestion("task-q", "ctx-q", "shop", "m1", "how many?", "3"), Story.Olga).ShouldBeNull();

        var row = RowsOf(story.State, story.Facts.ShouldHaveSingleItem(), Story.Noon).ShouldHaveSingleItem();
        (row.Key, row.State, row.Owner, row.Group, row.Tag)
            .ShouldBe(("task-q", "completed", "person:olga", "ctx-q", "shop"));
        story.Do(new SendText("task-q", "m2", "and now?"), Story.Olga)!.Code.ShouldBe(ProblemCode.Conflict);
    }

    [Fact]
    public void Row_OfATaskThatWasLeft_StaysAsItWas()
    {
        var story = Story.WithChoices();
        var leaving = new TaskDetached("task-alice", "bye");
        story.Do(new DetachTask("task-alice", "bye"), Story.Alice);

        RowsOf(story.State, leaving, Story.Noon).ShouldHaveSingleItem().State.ShouldBe("canceled");
        RowsOf(story.State, new Narrated("On.", "o"), Story.Noon).ShouldBeEmpty();
    }

    [Fact]
    public void Message_ToATaskThatWasLeft_IsAConflictAndNotUnknown()
    {
        var story = Story.WithChoices();
        story.Do(new AttachTask("task-olga", "ctx-olga", "m1", "me too", Joined: true), Story.Olga);
        story.Do(new DetachTask("task-olga", "bye"), Story.Olga);

        story.Do(new SendText("task-olga", "m2", "still there?"), Story.Olga)!.Code.ShouldBe(ProblemCode.Conflict);
        story.Do(new SendText("task-olga", "m2", "still there?"), Story.Victor)!.Code.ShouldBe(ProblemCode.NotFound);
    }

    private static List<Grains.Log.ViewRow> RowsOf(SessionState state, SessionEvent fact, DateTimeOffset now) =>
        [.. Kind.React(state, [fact],
            new Turn(Story.Driver, now, "c1", 5)).Views.Where(static row => row.Kind == SessionKind.TaskRow)];
}
