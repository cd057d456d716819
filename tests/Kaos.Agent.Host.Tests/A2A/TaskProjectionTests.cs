using System.Collections.Immutable;
using Kaos.A2A;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.A2A;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Principal = Kaos.Contracts.Principal;

namespace Kaos.Agent.Host.Tests.A2A;

public sealed class TaskProjectionTests
{
    private static readonly TaskFold Begun = new("task-1", "ctx-1", "ses-1");
    private static readonly Principal Alice = Samples.Alice;
    private static readonly string Hash = Samples.Plan.Hash;

    private static readonly SessionEvent[] Offered =
        [Samples.Opened, Samples.Attached("task-1", Alice), new DriverStarted(1),
            new Diagnosed(new Examination([Samples.Finding], [], [])), Samples.Choices];

    private static readonly SessionEvent[] Chosen = [.. Offered, new OptionChosen("put-back", Hash, Alice, "task-1")];
    private static readonly SessionEvent[] Alone =
    [
        .. Offered[..^1],
        new ChosenAlone(
            Samples.Choices, "put-back", Hash, Principal.System("kaos"), Maturity.Act, 0.9, Risk.Low, ["e1"], "digest",
            "The class is at Act."),
    ];

    private static readonly SessionEvent[] Approved =
        [.. Chosen, new PlanDecided(Hash, PlanDecision.Approve, Alice, null, "task-1")];

    private static readonly SessionEvent[] Asked =
        [.. Chosen, new GateJudged(Hash, Effect.Ask, Maturity.Approve, []),
            new ApprovalRequested(Hash, "scale_plan_review", Samples.Start, "policy asks")];

    public static TheoryData<string, SessionEvent[], TaskState, string?> Table => new()
    {
        { "opened", [Samples.Opened], TaskState.Working, null },
        { "narrated", [Samples.Opened, new Narrated("I look at the events.", "a")], TaskState.Working, "I look at the events." },
        {
            "a question", [new QuestionAnswered("task-1", "ctx-1", Alice, "", "m1", "how many replicas?",
                "till has 3 replicas.")],
            TaskState.Completed, "till has 3 replicas."
        },
        { "offered", Offered, TaskState.InputRequired, "Put the configuration back" },
        { "chosen", Chosen, TaskState.Working, "alice chose Put the configuration back." },
        { "approved by choosing", Approved, TaskState.Working, "alice chose Put the configuration back." },
        { "chosen alone", Alone, TaskState.Working, "KAOS chose Put the configuration back by itself." },
        { "chosen alone and stopped", [.. Alone, new GateJudged(Hash, Effect.Deny, Maturity.Act, [])], TaskState.InputRequired, "Which one?" },
        { "approval asked", Asked, TaskState.InputRequired, "Answer 'approve' or 'reject'" },
        { "approved", [.. Asked, new PlanDecided(Hash, PlanDecision.Approve, Alice, null)], TaskState.Working, "Approved by alice." },
        { "rejected", [.. Asked, new PlanDecided(Hash, PlanDecision.Reject, Alice, "too late")], TaskState.Working, "Rejected by alice" },
        {
            "rejected and offered again",
            [.. Asked, new PlanDecided(Hash, PlanDecision.Reject, Alice, "too late"),
                .. Offered.OfType<ChoicesOffered>()],
            TaskState.InputRequired, "Which one?"
        },
        {
            "expired",
            [.. Asked, new PlanDecided(Hash, PlanDecision.Expire, Alice, null),
                new SessionEnded(SessionOutcome.Escalated, "Nobody decided.")],
            TaskState.Failed, "Nobody decided."
        },
        { "answered while open", [.. Offered, new Answered("task-1", "Because of e1.")], TaskState.InputRequired, "Because of e1." },
        { "answered to another", [.. Offered, new Answered("task-2", "Because of e1.")], TaskState.InputRequired, "Which one?" },
        { "denied", [.. Approved, new GateJudged(Hash, Effect.Deny, Maturity.Approve, [])], TaskState.InputRequired, "Which one?" },
        { "progressed", [.. Approved, new Progressed(Hash, 0, false, 2, 3, "2/3 ready")], TaskState.Working, "2/3 ready" },
        { "watching", [.. Approved, new WatchStarted(Hash, Samples.Start, Samples.Start.AddMinutes(5))], TaskState.Working, "alice chose" },
        { "resolved", [.. Approved, new SessionEnded(SessionOutcome.Resolved, "All clear.")], TaskState.Completed, "All clear." },
        { "declined", [.. Offered, new SessionEnded(SessionOutcome.Declined, "Nothing was changed.")], TaskState.Completed, "Nothing was changed." },
        { "unknown", [Samples.Opened, new SessionEnded(SessionOutcome.Unknown, "I do not know.")], TaskState.Completed, "I do not know." },
        { "rolled back", [.. Approved, new SessionEnded(SessionOutcome.RolledBack, "Undone.")], TaskState.Completed, "Undone." },
        { "escalated", [.. Approved, new SessionEnded(SessionOutcome.Escalated, "A person has to look.")], TaskState.Failed, "A person has to look." },
        { "cancelled", [.. Offered, new SessionEnded(SessionOutcome.Cancelled, "Stopped.")], TaskState.Canceled, "Stopped." },
        { "left", [.. Offered, new TaskDetached("task-1", "I have seen enough.")], TaskState.Canceled, "I have seen enough." },
        { "another left", [.. Offered, new TaskDetached("task-2", "I have seen enough.")], TaskState.InputRequired, "Which one?" },
        { "after the end", [.. Offered, new TaskDetached("task-1", "Bye."), new Narrated("More.", "m")], TaskState.Canceled, "Bye." },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Events_Folded_AreTheTask(string name, SessionEvent[] events, TaskState state, string? says)
    {
        var task = TaskProjection.Fold(Begun, Number(events)).ToTask();

        task.Status.State.ShouldBe(state, name);
        if (says is null)
        {
            task.Status.Message.ShouldBeNull(name);
        }
        else
        {
            task.Status.Message!.Parts[0].Text!.ShouldContain(says);
        }
    }

    [Fact]
    public void Narration_InAnyChunks_JoinsToTheWhole()
    {
        string[] chunks = ["Check", "ing events first… ", "I see 14 kills", " in 30 minutes.\n", "Now the", " logs"];

        var told = Told(
            [Samples.Opened, .. chunks.Select((chunk, i) => new Narrated(chunk, $"{i}")),
                new EvidenceFound([Samples.Kills])]);

        var pieces = told.Select(static update => update.StatusUpdate?.Status.Message?.Parts[0].Text).OfType<string>()
            .ToArray();
        string.Concat(pieces).ShouldBe(string.Concat(chunks));
        pieces.ShouldBe(["Checking events first… ", "I see 14 kills in 30 minutes.\n", "Now the logs"]);
    }

    [Fact]
    public void Choices_Offered_HaveDataThatAMachineCanAnswer()
    {
        var data = Told(Offered)[^1].StatusUpdate!.Status.Message!.Parts[1].Data!.Value;

        data.GetProperty("kind").GetString().ShouldBe("kaos.choices/v1");
        data.GetProperty("incidentId").GetString().ShouldBe("inc-1");
        data.GetProperty("sessionId").GetString().ShouldBe("ses-1");
        data.GetProperty("summary").GetString().ShouldBe("One way fits.");
        var option = data.GetProperty("options")[0];
        option.EnumerateObject().Select(static member => member.Name)
            .ShouldBe(
                ["id", "workflowId", "name", "description", "risk", "confidence", "parameters", "planHash"],
                ignoreOrder: true);
    }

    [Fact]
    public void Choices_Offered_CanBeReadByAPerson()
    {
        var text = Told(Offered)[^1].StatusUpdate!.Status.Message!.Parts[0].Text!;

        text.ShouldContain(
            "put-back: Put the configuration back\nConfidence: 85% · Risk: low\nRestores the version before 03:14.");
        text.ShouldContain("do-nothing: Do nothing\nLeave it.");
    }

    [Fact]
    public void Approval_Asked_ShowsTheExactPlan()
    {
        var message = Told(Asked)[^1].StatusUpdate!.Status.Message!;

        message.Parts[0].Text!.ShouldContain("+cache: 64Mi");
        var data = message.Parts[1].Data!.Value;
        data.GetProperty("kind").GetString().ShouldBe("kaos.approval/v1");
        (data.GetProperty("planHash").GetString(), data.GetProperty("reviewType").GetString())
            .ShouldBe((Hash, "scale_plan_review"));
        data.GetProperty("target").GetProperty("name").GetString().ShouldBe("till-config");
        data.GetProperty("diff").GetString().ShouldBe(Samples.Plan.Diff);
        data.GetProperty("warnings")[0].GetString().ShouldBe("somebody else manages it");
        data.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(Samples.Start);
    }

    [Fact]
    public void Answer_WhileAChoiceIsOpen_CarriesTheOptions()
    {
        var message = Told([.. Offered, new Answered("task-1", "Because.")])[^1].StatusUpdate!.Status.Message!;

        message.Parts[1].Data!.Value.GetProperty("kind").GetString().ShouldBe("kaos.choices/v1");
    }

    [Fact]
    public void Evidence_FoundTwice_IsOneArtifactInChunks()
    {
        SessionEvent[] events =
            [Samples.Opened, new EvidenceFound([Samples.Kills]), new EvidenceFound([Samples.Kills with { Id = "e2" }])];

        var updates = Told(events).Select(static update => update.ArtifactUpdate!).ToArray();
        var artifact = TaskProjection.Fold(Begun, Number(events)).ToTask().Artifacts!.Single();

        updates.Select(static update => update.Append).ShouldBe([false, true]);
        updates.ShouldAllBe(static update =>
            update.Artifact.ArtifactId == "evidence" && update.Artifact.Parts.Count == 1);
        artifact.Parts.Select(static part => part.Data!.Value.GetProperty("items")[0].GetProperty("id").GetString())
            .ShouldBe(["e1", "e2"]);
    }

    [Fact]
    public void Diagnosis_Made_IsAnArtifactForPeopleAndMachines()
    {
        var artifact = TaskProjection.Fold(Begun, Number(Offered))
            .ToTask().Artifacts!.Single(static found => found.ArtifactId == "diagnosis");

        artifact.Parts[0].Text!.ShouldContain("Not a traffic spike: requests stayed level");
        var incident = artifact.Parts[1].Data!.Value.GetProperty("incidents")[0];
        incident.GetProperty("causeCode").GetString().ShouldBe("config-change");
        incident.GetProperty("chain")[0].GetString().ShouldBe("till-config changed at 03:14 UTC [e1]");
    }

    [Fact]
    public void Diagnosis_WithoutFinding_SaysThatItDoesNotKnow()
    {
        var unknown = new Diagnosed(new Examination([], [], [new NotChecked("logs of till", "403")]));

        var artifact = Told([Samples.Opened, unknown])[^1].ArtifactUpdate!.Artifact;

        artifact.Parts[0].Text.ShouldBe("The cause is not known. Not looked at: logs of till (403).");
        artifact.Parts[1].Data!.Value.GetProperty("incidents").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Joined_RunningInvestigation_IsCaughtUp()
    {
        var fold = TaskProjection.Fold(Begun, Number(
            [Samples.Opened, new Narrated("I see 14 kills.", "k"), Samples.Attached("task-1", Alice, joined: true)]));

        var joined =
            "There's already an investigation running on till: it started 2 seconds ago from the alert PodCrashLooping. Let me catch you up.";
        fold.StatusMessage!.Parts[0].Text.ShouldBe(joined);
        fold.ToTask().History!.Select(static message => message.Parts[0].Text)
            .ShouldBe(["what is wrong with till?", joined, "I see 14 kills."]);
        fold.ToTask(historyLength: 1).History!.Count.ShouldBe(1);
        fold.ToTask(historyLength: 0).History.ShouldBeNull();
    }

    [Fact]
    public void Joined_WhileAChoiceIsOpen_IsAskedToo()
    {
        var task = TaskProjection.Fold(
            Begun, Number([Samples.Opened, Samples.Choices, Samples.Attached("task-1", Alice, joined: true)])).ToTask();
        var status = task.Status;

        task.History!.Count(static said => said.Parts[0].Text!.Contains("Which one?")).ShouldBe(1);
        status.State.ShouldBe(TaskState.InputRequired);
        status.Message!.Parts[1].Data!.Value.GetProperty("kind").GetString().ShouldBe("kaos.choices/v1");
    }

    [Fact]
    public void Updates_Applied_NeverRepeatAMessageId()
    {
        var ids = Told(
            [.. Asked, new PlanDecided(Hash, PlanDecision.Reject, Alice, null),
                new SessionEnded(SessionOutcome.Declined, "No.")])
            .Select(static update => update.StatusUpdate?.Status.Message?.MessageId).OfType<string>().ToArray();

        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(ids.Length);
    }

    private static List<NumberedEvent> Number(IEnumerable<SessionEvent> events) =>
        [.. events.Select(static (fact, i) => new NumberedEvent(i + 1, Samples.Start.AddSeconds(i), fact))];

    private static ImmutableArray<StreamResponse> Told(IEnumerable<SessionEvent> events)
    {
        var fold = Begun;
        var told = ImmutableArray.CreateBuilder<StreamResponse>();
        foreach (var numbered in Number(events))
        {
            (fold, var updates) = TaskProjection.Apply(fold, numbered);
            told.AddRange(updates);
        }

        return told.ToImmutable();
    }
}
