using System.Collections.Immutable;
using System.Globalization;
using Kaos.A2A;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.A2A;

/// <summary>
/// A session's events, as one task sees them (design section 3): fold + event -> fold + what the task's stream is told.
/// Pure; the input is not touched.
/// </summary>
internal static class TaskProjection
{
    public const string EvidenceArtifact = "evidence";
    public const string DiagnosisArtifact = "diagnosis";
    public const string OutcomeArtifact = "outcome";

    private const int LongestUnsaid = 120;

    public static TaskStep Apply(TaskFold fold, NumberedEvent numbered)
    {
        var next = fold with { Version = numbered.Seq };
        if (fold.IsOver)
        {
            return new(next, []);
        }

        var step = new TaskStep(next with { State = Begun(fold.State) }, []);
        if (numbered.Event is not Narrated && fold.Unsaid.Length > 0)
        {
            step = Flush(step, numbered);
        }

        return Tell(step, numbered);
    }

    public static TaskFold Fold(TaskFold fold, IEnumerable<NumberedEvent> events) =>
        events.Aggregate(fold, static (soFar, numbered) => Apply(soFar, numbered).Fold);

    private static TaskState Begun(TaskState state) => state == TaskState.Submitted ? TaskState.Working : state;

    private static TaskStep Tell(TaskStep step, NumberedEvent numbered)
    {
        var fold = step.Fold;
        switch (numbered.Event)
        {
            case SessionOpened opened:
                return step with
                {
                    Fold = fold with { IncidentId = opened.IncidentId, Signal = opened.Signal, OpenedAt = numbered.At, At = numbered.At },
                };
            case TaskAttached attached when attached.TaskId == fold.TaskId:
                step = Heard(step, attached.MessageId, attached.Text);
                return attached.Joined ? Say(step, numbered, TaskTexts.Joined(fold, numbered.At)) : step;
            case TaskDetached detached when detached.TaskId == fold.TaskId:
                return Move(Close(step), numbered, TaskState.Canceled, detached.Reason);
            case MessageReceived message when message.TaskId == fold.TaskId:
                return Move(Heard(step, message.MessageId, message.Text), numbered, TaskState.Working, null);
            case Answered answered when answered.TaskId is null || answered.TaskId == fold.TaskId:
                return Answer(step, numbered, answered.Text);
            case Narrated narrated:
                return Narrate(step, numbered, narrated.Text);
            case EvidenceFound found:
                return Give(step, numbered, EvidenceArtifact, "Evidence", [TaskParts.Evidence(found.Items)], append: true);
            case Diagnosed diagnosed:
                return Give(step, numbered, DiagnosisArtifact, "Diagnosis",
                    [Part.FromText(TaskTexts.Diagnosis(diagnosed.Result)), TaskParts.Diagnosis(fold, diagnosed.Result)], append: false);
            case ChoicesOffered offered:
                return Offer(step, numbered, offered);
            case ApprovalRequested asked:
                var plan = fold.Plans.GetValueOrDefault(asked.PlanHash);
                return Ask(step, numbered, asked.PlanHash, TaskTexts.Approval(asked, plan), TaskParts.Approval(fold, asked, plan));
            default:
                return Act(step, numbered);
        }
    }

    private static TaskStep Act(TaskStep step, NumberedEvent numbered) => numbered.Event switch
    {
        OptionChosen chosen => Move(
            Close(step), numbered, TaskState.Working,
            $"{chosen.By.Name} chose {step.Fold.Options.GetValueOrDefault(chosen.OptionId)?.Name ?? chosen.OptionId}."),
        PlanDecided decided when step.Fold.Question?.PlanHash == decided.PlanHash =>
            Move(Close(step), numbered, TaskState.Working, Decision(decided)),
        GateJudged { Effect: Contracts.Plans.Effect.Deny } judged => Say(step, numbered, TaskTexts.Gate(judged)),
        PlanWentStale stale => Move(Close(step), numbered, TaskState.Working, $"The plan no longer fits the cluster: {stale.Why}"),
        StepFailed failed => Say(step, numbered, failed.OutcomeUnknown
            ? $"A write was sent, and its outcome is not known: {failed.Why}"
            : $"That did not work: {failed.Why}"),
        Progressed progressed => Say(step, numbered, progressed.Text),
        WatchStarted watch => Say(step, numbered, TaskTexts.Watching(watch)),
        Verified verified => Say(step, numbered, verified.Text),
        UndoStarted undo => Say(step, numbered, $"Undoing what was done: {undo.Why}"),
        SessionEnded ended => End(step, numbered, ended),
        _ => step,
    };

    private static string Decision(PlanDecided decided) => decided.Decision switch
    {
        PlanDecision.Approve => $"Approved by {decided.By.Name}.",
        PlanDecision.Override => $"Approved by {decided.By.Name}, over the advice.",
        PlanDecision.Reject => $"Rejected by {decided.By.Name}{Because(decided.Reason)}.",
        PlanDecision.Edit => $"{decided.By.Name} wants it changed{Because(decided.Reason)}.",
        _ => "Nobody decided in time: the plan has expired.",
    };

    private static string Because(string? reason) => reason is null ? "" : $": {reason.TrimEnd('.')}";

    private static TaskStep End(TaskStep step, NumberedEvent numbered, SessionEnded ended)
    {
        var state = ended.Outcome switch
        {
            SessionOutcome.Cancelled => TaskState.Canceled,
            SessionOutcome.Escalated => TaskState.Failed,
            _ => TaskState.Completed,
        };
        step = Give(step, numbered, OutcomeArtifact, "Outcome",
            [Part.FromText(ended.Text), TaskParts.Outcome(step.Fold, ended.Outcome)], append: false);
        return Move(Close(step), numbered, state, ended.Text);
    }

    private static TaskStep Offer(TaskStep step, NumberedEvent numbered, ChoicesOffered offered)
    {
        var fold = step.Fold with
        {
            Plans = step.Fold.Plans.SetItems(offered.Plans.Select(static plan => KeyValuePair.Create(plan.Hash, plan))),
            Options = offered.Options.ToImmutableDictionary(static option => option.Id),
        };
        return Ask(step with { Fold = fold }, numbered, null, TaskTexts.Choices(offered), TaskParts.Choices(fold, offered));
    }

    private static TaskStep Ask(TaskStep step, NumberedEvent numbered, string? planHash, string text, Part data)
    {
        var asked = Move(step, numbered, TaskState.InputRequired, text, data);
        return asked with { Fold = asked.Fold with { Question = new(Said(step, numbered, text, data), planHash) } };
    }

    // The answer goes with the open question's data, so that who reads only the newest status can still choose.
    private static TaskStep Answer(TaskStep step, NumberedEvent numbered, string text) =>
        step.Fold.Question is { } open
            ? Move(step, numbered, TaskState.InputRequired, text, [.. open.Message.Parts.Skip(1)])
            : Say(step, numbered, text);

    private static TaskStep Close(TaskStep step) => step with { Fold = step.Fold with { Question = null } };

    // Chunks are as small as whoever tells likes; a message is a sentence or so. The pieces joined are the whole text.
    private static TaskStep Narrate(TaskStep step, NumberedEvent numbered, string chunk)
    {
        var text = step.Fold.Unsaid + chunk;
        if (text.Length < LongestUnsaid && !EndsSentence(text))
        {
            return step with { Fold = step.Fold with { Unsaid = text } };
        }

        return Say(step with { Fold = step.Fold with { Unsaid = "" } }, numbered, text);
    }

    private static TaskStep Flush(TaskStep step, NumberedEvent numbered) =>
        Say(step with { Fold = step.Fold with { Unsaid = "" } }, numbered, step.Fold.Unsaid);

    private static bool EndsSentence(string text) =>
        text.EndsWith('\n') || text.TrimEnd() is [.., '.' or '!' or '?' or '…' or ':'];

    private static TaskStep Heard(TaskStep step, string messageId, string text) =>
        text.Length == 0
            ? step
            : step with
            {
                Fold = step.Fold with
                {
                    History = step.Fold.History.Add(new Message
                    {
                        MessageId = messageId,
                        ContextId = step.Fold.ContextId,
                        TaskId = step.Fold.TaskId,
                        Role = Role.User,
                        Parts = [Part.FromText(text)],
                    }),
                },
            };

    private static TaskStep Say(TaskStep step, NumberedEvent numbered, string text) =>
        Move(step, numbered, step.Fold.State, text);

    private static TaskStep Move(
        TaskStep step, NumberedEvent numbered, TaskState state, string? text, params ImmutableArray<Part> data)
    {
        if (text is null && state == step.Fold.State)
        {
            return step;
        }

        var message = text is null ? null : Said(step, numbered, text, data);
        var fold = step.Fold with
        {
            State = state,
            StatusMessage = message,
            At = numbered.At,
            History = message is null ? step.Fold.History : step.Fold.History.Add(message),
        };
        return new(fold, step.Updates.Add(new TaskStatusUpdateEvent
        {
            TaskId = fold.TaskId,
            ContextId = fold.ContextId,
            Status = new Kaos.A2A.TaskStatus { State = state, Message = message, Timestamp = numbered.At },
        }));
    }

    private static Message Said(TaskStep step, NumberedEvent numbered, string text, params ImmutableArray<Part> data) => new()
    {
        MessageId = string.Create(CultureInfo.InvariantCulture, $"{step.Fold.TaskId}-{numbered.Seq}.{step.Updates.Length}"),
        ContextId = step.Fold.ContextId,
        TaskId = step.Fold.TaskId,
        Role = Role.Agent,
        Parts = [Part.FromText(text), .. data],
    };

    private static TaskStep Give(
        TaskStep step, NumberedEvent numbered, string id, string name, ImmutableArray<Part> parts, bool append)
    {
        var artifacts = step.Fold.Artifacts;
        var place = artifacts.Select(static artifact => artifact.ArtifactId).ToImmutableArray().IndexOf(id);
        var chunk = new Artifact { ArtifactId = id, Name = name, Parts = parts };
        var adds = append && place >= 0;
        var whole = adds ? chunk with { Parts = [.. artifacts[place].Parts, .. parts] } : chunk;
        return new(
            step.Fold with { Artifacts = place >= 0 ? artifacts.SetItem(place, whole) : artifacts.Add(whole), At = numbered.At },
            step.Updates.Add(new TaskArtifactUpdateEvent
            {
                TaskId = step.Fold.TaskId,
                ContextId = step.Fold.ContextId,
                Artifact = chunk,
                Append = adds,
                LastChunk = !append,
            }));
    }
}

/// <param name="Updates">What the stream is told; empty for events that change nothing for this task.</param>
internal readonly record struct TaskStep(TaskFold Fold, ImmutableArray<StreamResponse> Updates);
