using System.Collections.Immutable;
using System.Globalization;
using Kaos.A2A;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.A2A;

/// <summary>
/// A session's events, as one task sees them (design section 3): fold + event -> fold + what the task's stream is told.
/// Where things stand comes from the session's own fold. Pure; the input is not touched.
/// </summary>
internal static class TaskProjection
{
    public const string EvidenceArtifact = "evidence";
    public const string DiagnosisArtifact = "diagnosis";
    public const string OutcomeArtifact = "outcome";

    private const int LongestUnsaid = 120;

    private static readonly SessionKind Sessions = new();

    public static TaskStep Apply(TaskFold fold, NumberedEvent numbered)
    {
        if (fold.IsOver)
        {
            return new(fold with { Version = numbered.Seq }, []);
        }

        var fact = numbered.Event;
        var next = fold with
        {
            Version = numbered.Seq,
            At = fold.Version == 0 ? numbered.At : fold.At,
            Session = Sessions.Fold(fold.Session, fact, new EventMeta(numbered.Seq, numbered.At, "", "")),
            OpenedAt = fact is SessionOpened ? numbered.At : fold.OpenedAt,
            Offered = fact as ChoicesOffered ?? (fact as ChosenAlone)?.Offer ?? fold.Offered,
            Asked = fact as ApprovalRequested ?? fold.Asked,
            Detached = fold.Detached || (fact is TaskDetached left && left.TaskId == fold.TaskId),
        };

        var step = new TaskStep(next with { State = Begun(fold.State) }, []);
        if (fact is not Narrated && fold.Unsaid.Length > 0)
        {
            step = Say(step with { Fold = step.Fold with { Unsaid = "" } }, numbered, fold.Unsaid);
        }

        return Move(Tell(step, numbered), numbered);
    }

    public static TaskFold Fold(TaskFold fold, IEnumerable<NumberedEvent> events) =>
        events.Aggregate(fold, static (soFar, numbered) => Apply(soFar, numbered).Fold);

    private static TaskState Begun(TaskState state) => state == TaskState.Submitted ? TaskState.Working : state;

    // What the driver does it also narrates, so its steps need no words of their own here.
    private static TaskStep Tell(TaskStep step, NumberedEvent numbered)
    {
        var fold = step.Fold;
        switch (numbered.Event)
        {
            case TaskAttached attached when attached.TaskId == fold.TaskId:
                return Join(step, numbered, attached);
            case MessageReceived message when message.TaskId == fold.TaskId:
                return Heard(step, message.MessageId, message.Text);
            case Answered answered when answered.TaskId is null || answered.TaskId == fold.TaskId:
                // With the open question's data, so that who reads only the newest status can still choose.
                return Say(step, numbered, answered.Text, TaskParts.Question(fold));
            case QuestionAnswered asked when asked.TaskId == fold.TaskId:
                return Say(
                    Heard(
                        step with { Fold = fold with { State = TaskState.Completed } }, asked.MessageId,
                        asked.Question),
                    numbered, asked.Answer, asked.Data is { } data ? Part.FromData(data) : null);
            case Narrated narrated:
                return Narrate(step, numbered, narrated.Text);
            case EvidenceFound found:
                return Give(step, EvidenceArtifact, "Evidence", [TaskParts.Evidence(found.Items)], append: true);
            case Diagnosed diagnosed:
                return Give(step, DiagnosisArtifact, "Diagnosis",
                    [Part.FromText(TaskTexts.Diagnosis(diagnosed.Result)), TaskParts.Diagnosis(fold, diagnosed.Result)],
                    append: false);
            case ChoicesOffered or ApprovalRequested:
                return Ask(step, numbered);
            case OptionChosen chosen:
                return Say(
                    step with { Fold = fold with { State = StateOf(fold) } }, numbered, TaskTexts.Chosen(fold, chosen));
            case ChosenAlone alone:
                return Say(
                    step with { Fold = step.Fold with { State = StateOf(fold) } }, numbered, TaskTexts.Chosen(alone),
                    TaskParts.Chosen(fold, alone));
            case PlanDecided decided when fold.Asked?.PlanHash == decided.PlanHash:
                return Say(
                    step with { Fold = fold with { Asked = null, State = TaskState.Working } }, numbered,
                    TaskTexts.Decided(decided));
            case Progressed progressed:
                return Say(step, numbered, progressed.Text);
            case SessionEnded ended:
                return Give(step, OutcomeArtifact, "Outcome",
                    [Part.FromText(ended.Text), TaskParts.Outcome(fold, ended.Outcome)], append: false);
            default:
                return step;
        }
    }

    // What was told before the caller came is told to the caller now: it follows the caller's own words. A question
    // that is open is put to the caller, once and last.
    private static TaskStep Join(TaskStep step, NumberedEvent numbered, TaskAttached attached)
    {
        var open = step.Fold.State == TaskState.InputRequired ? TaskTexts.Question(step.Fold) : null;
        var before = step.Fold.History.Where(message => open is null || message.Parts[0].Text != open);
        step = Heard(step with { Fold = step.Fold with { History = [] } }, attached.MessageId, attached.Text);
        step = attached.Joined ? Say(step, numbered, TaskTexts.Joined(step.Fold, numbered.At)) : step;
        step = step with { Fold = step.Fold with { History = [.. step.Fold.History, .. before] } };
        return step.Fold.State == TaskState.InputRequired ? Ask(step, numbered) : step;
    }

    // Whatever moved the session moves the task; back at an open choice, the question is put again.
    private static TaskStep Move(TaskStep step, NumberedEvent numbered)
    {
        var state = StateOf(step.Fold);
        if (state == step.Fold.State)
        {
            return step;
        }

        var moved = step with { Fold = step.Fold with { State = state } };
        return (state, numbered.Event) switch
        {
            (TaskState.InputRequired, _) => Ask(step, numbered),
            (_, SessionEnded ended) => Say(moved, numbered, ended.Text),
            (_, TaskDetached left) => Say(moved, numbered, left.Reason),
            _ => Update(moved, numbered, null),
        };
    }

    private static TaskState StateOf(TaskFold fold) => Standings.Of(TaskStandings.Of(fold.Session, fold.Detached));

    private static TaskStep Ask(TaskStep step, NumberedEvent numbered) => Say(
        step with { Fold = step.Fold with { State = TaskState.InputRequired } },
        numbered,
        TaskTexts.Question(step.Fold),
        TaskParts.Question(step.Fold));

    // Chunks are as small as whoever tells likes; a message is a sentence or so. The pieces joined are the whole text.
    private static TaskStep Narrate(TaskStep step, NumberedEvent numbered, string chunk)
    {
        var text = step.Fold.Unsaid + chunk;
        return text.Length < LongestUnsaid && !EndsSentence(text)
            ? step with { Fold = step.Fold with { Unsaid = text } }
            : Say(step with { Fold = step.Fold with { Unsaid = "" } }, numbered, text);
    }

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

    private static TaskStep Say(TaskStep step, NumberedEvent numbered, string text, Part? data = null)
    {
        var message = new Message
        {
            MessageId = string.Create(
                CultureInfo.InvariantCulture, $"{step.Fold.TaskId}-{numbered.Seq}.{step.Updates.Length}"),
            ContextId = step.Fold.ContextId,
            TaskId = step.Fold.TaskId,
            Role = Role.Agent,
            Parts = data is null ? [Part.FromText(text)] : [Part.FromText(text), data],
            Extensions = data is null ? null : DataExtension.Named,
        };
        return Update(
            step with { Fold = step.Fold with { History = step.Fold.History.Add(message) } }, numbered, message);
    }

    private static TaskStep Update(TaskStep step, NumberedEvent numbered, Message? message)
    {
        var fold = step.Fold with { StatusMessage = message, At = numbered.At };
        return new(fold, step.Updates.Add(new TaskStatusUpdateEvent
        {
            TaskId = fold.TaskId,
            ContextId = fold.ContextId,
            Status = new Kaos.A2A.TaskStatus { State = fold.State, Message = message, Timestamp = numbered.At },
        }));
    }

    private static TaskStep Give(TaskStep step, string id, string name, ImmutableArray<Part> parts, bool append)
    {
        var artifacts = step.Fold.Artifacts;
        var place = artifacts.ToList().FindIndex(artifact => artifact.ArtifactId == id);
        var chunk = new Artifact { ArtifactId = id, Name = name, Parts = parts };
        var adds = append && place >= 0;
        var whole = adds ? chunk with { Parts = [.. artifacts[place].Parts, .. parts] } : chunk;
        return new(
            step.Fold with { Artifacts = place >= 0 ? artifacts.SetItem(place, whole) : artifacts.Add(whole) },
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
