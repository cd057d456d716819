using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.Server;

public sealed class TaskProjectionTests
{
    private static readonly AgentTask Open = new()
    {
        Id = "t",
        ContextId = "c",
        Status = new TaskStatus { State = TaskState.Working },
        Artifacts = [Text("a", "one")],
    };

    [Fact]
    public void Artifact_Appended_AddsPartsAndLeavesTheInputAlone()
    {
        var after = TaskProjection.Apply(Open, Chunk("a", "two", append: true));

        after.Artifacts!.ShouldHaveSingleItem().Parts.Select(part => part.Text).ShouldBe(["one", "two"]);
        Open.Artifacts![0].Parts.Count.ShouldBe(1);
    }

    [Fact]
    public void Artifact_WithoutAppend_ReplacesTheOneWithItsId()
    {
        var after = TaskProjection.Apply(Open, Chunk("a", "two", append: false));

        after.Artifacts!.ShouldHaveSingleItem().Parts.ShouldHaveSingleItem().Text.ShouldBe("two");
    }

    [Fact]
    public void Artifact_Unknown_IsAddedEvenWhenItSaysAppend()
    {
        var after = TaskProjection.Apply(Open, Chunk("b", "new", append: true));

        after.Artifacts!.Select(artifact => artifact.ArtifactId).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void TerminalTask_AnyEvent_StaysAsItIs()
    {
        var done = Open with { Status = new TaskStatus { State = TaskState.Completed } };

        TaskProjection.Apply(done, Chunk("b", "new", append: false)).ShouldBeSameAs(done);
        TaskProjection.Apply(done, Status("t", TaskState.Working)).ShouldBeSameAs(done);
    }

    [Fact]
    public void Event_OfAnotherTask_ChangesNothing() =>
        TaskProjection.Apply(Open, Status("other", TaskState.Completed)).ShouldBeSameAs(Open);

    private static TaskStatusUpdateEvent Status(string task, TaskState state) =>
        new() { TaskId = task, ContextId = "c", Status = new TaskStatus { State = state } };

    private static TaskArtifactUpdateEvent Chunk(string id, string text, bool append) =>
        new() { TaskId = "t", ContextId = "c", Artifact = Text(id, text), Append = append };

    private static Artifact Text(string id, string text) => new() { ArtifactId = id, Parts = [Part.FromText(text)] };
}
