using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Agent.Grains.Conversations;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Desk.Requests;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Health;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Conversations;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// What a saying leads to. Ids of tasks and conversations are derived from the message, so a retry finds its first
/// effect by itself.
/// </summary>
internal sealed class Listening(
    IDesk desk, IGrains grains, IViews views, IIntake intake, IChangeDesk changes, TimeProvider time)
{
    private const int LatestTasks = 20;

    private readonly AskedBack askedBack = new(grains, intake, time);

    public async Task<Result<Reply>> HearAsync(Saying saying, Principal caller, CancellationToken cancellationToken)
    {
        var key = Fingerprint.Hex(
            20, caller.ToString(), saying.TaskId ?? saying.ContextId ?? "", saying.MessageId, saying.Text,
            saying.Data?.GetRawText() ?? "");

        return saying.TaskId is { } taskId
            ? await ContinueAsync(saying, taskId, key, caller, cancellationToken)
            : await BeginAsync(saying, key, caller, cancellationToken);
    }

    private async Task<Result<Reply>> ContinueAsync(
        Saying saying, string taskId, string key, Principal caller, CancellationToken cancellationToken)
    {
        var found = await desk.TaskAsync(taskId, caller, cancellationToken);
        if (found.Value is not { } task)
        {
            return found.Problem!;
        }

        if (saying.ContextId is { } context && context != task.ContextId)
        {
            return new Problem(
                ProblemCode.Invalid, $"Task '{taskId}' does not belong to the conversation '{context}'.",
                "Leave the conversation id out.");
        }

        return await AsideAsync(saying, task, key, caller, cancellationToken) is { } aside
            ? aside
            : await SendAsync(saying, task.ContextId, taskId, task.SessionId, key, caller, cancellationToken);
    }

    // A question about the cluster in the middle of a task is answered from the cluster; the task stays where it is.
    private async Task<Reply.Text?> AsideAsync(
        Saying saying, TaskView task, string key, Principal caller, CancellationToken cancellationToken)
    {
        var state = (await grains.StateAsync<SessionState>(SessionKind.IdOf(task.SessionId), cancellationToken)).State;

        if (state.Over || Conversation.Concerns(saying.Text)
            || Steering.Interpret(state, saying.Text, saying.Data) is not Meaning.Question)
        {
            return null;
        }

        var meant = await ReadAsync(saying, task.ContextId, key, caller, cancellationToken);

        return meant is Intake.Answer answer ? new Reply.Text(task.ContextId, answer.Text, answer.Data) : null;
    }

    // In the conversation: about the cluster that was chosen in it, which is remembered where nothing gets lost. A new
    // one has chosen nothing yet.
    private async Task<Intake> ReadAsync(
        Saying saying, string context, string key, Principal caller, CancellationToken cancellationToken)
    {
        var conversation = ConversationKind.IdOf(caller, context);
        var chosen = saying is { ContextId: null, TaskId: null }
            ? null
            : (await grains.StateAsync<ConversationState>(conversation, cancellationToken)).State.Cluster;
        var meant = await intake.ReadAsync(saying.Text, new Listener(caller.Tenants, chosen), cancellationToken);
        if (meant is Intake.ClusterChosen choice)
        {
            await grains.AskAsync(
                conversation, new ChooseCluster(choice.Cluster), caller, $"cluster/{key}", cancellationToken);
            return new Intake.Answer(choice.Text, null);
        }

        return meant is Intake.HealthAsked asked ? await HealthAsync(asked, caller, cancellationToken) : meant;
    }

    private async Task<Intake.Answer> HealthAsync(
        Intake.HealthAsked asked, Principal caller, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        JsonElement? data = null;
        foreach (var cluster in asked.Clusters)
        {
            var found = await desk.HealthAsync(cluster, asked.Namespace, caller, cancellationToken);
            texts.Add(
                found.Value is { } report
                    ? HealthText.Of(report)
                    : $"{found.Problem?.Message} {found.Problem?.Next}".Trim());
            data ??= found.Value is { } first
                ? IntakeJson.Sourced(
                    JsonSerializer.SerializeToElement(first, KaosJson.Default.HealthReport), "cluster_health_check",
                    [cluster], asked.Namespace, "kaos.health/v1")
                : null;
        }

        return new Intake.Answer(string.Join("\n\n", texts), data);
    }

    private async Task<Result<Reply>> BeginAsync(
        Saying saying, string key, Principal caller, CancellationToken cancellationToken)
    {
        var context = saying.ContextId ?? $"ctx-{Fingerprint.Hex(16, key, "context")}";
        var taskId = $"task-{Fingerprint.Hex(20, key, "task")}";
        if ((await desk.TaskAsync(taskId, caller, cancellationToken)).Value is { } again)
        {
            return new Reply.Task(
                context, taskId, again.SessionId, await VersionAsync(again.SessionId, cancellationToken));
        }

        if (saying.SessionId is { } about ||
            (about = await SessionOfPlanAsync(saying, caller, cancellationToken)) is not null)
        {
            return await SpeakInAsync(saying, about, context, taskId, key, caller, cancellationToken);
        }

        var last = saying.ContextId is null ? null : await LastTaskAsync(context, caller, cancellationToken);
        var state = last is null
            ? null
            : (await grains.StateAsync<SessionState>(SessionKind.IdOf(last.SessionId), cancellationToken)).State;
        if (state is { Over: false } && Steering.Interpret(state, saying.Text, saying.Data) is not Meaning.Question)
        {
            return await JoinAsync(
                saying, context, taskId, state.Id, key, joined: true, followUp: true, caller, cancellationToken);
        }

        var meant = await askedBack.AnswerAsync(saying, context, caller, cancellationToken)
            ?? await ReadAsync(saying, context, key, caller, cancellationToken);
        if (meant is Intake.Ambiguous { Candidates: var several } &&
            RequestClassifier.Of(saying.Text) is { Class: RequestClass.Change, Verb: { } verb })
        {
            await askedBack.RememberAsync(
                WishReading.Unplaced(saying.Text, verb) with { Key = key },
                [.. several.Select(one => new OpenChoice(one.Cluster, one.Object))], context, caller,
                cancellationToken);
        }

        if (meant is Intake.ChangeAsked asked)
        {
            return await ChangeAsync(
                saying, asked.Wish with { Key = key }, state, context, taskId, caller, cancellationToken);
        }

        return (meant, state) switch
        {
            (Intake.Trouble trouble, null or { Over: true }) =>
                await OpenAsync(saying, trouble.Signal, context, taskId, key, caller, cancellationToken),
            (Intake.Trouble trouble, _) when trouble.Signal.Subject != state.Signal?.Subject =>
                await OpenAsync(saying, trouble.Signal, context, taskId, key, caller, cancellationToken),
            (Intake.Answer answer, _) =>
                await AnswerAsync(saying, context, taskId, key, answer.Text, answer.Data, caller, cancellationToken),
            (Intake.HandOff handOff, _) =>
                await AnswerAsync(saying, context, taskId, key, handOff.Text, handOff.Data, caller, cancellationToken),
            (Intake.Farewell, { Over: false }) => new Reply.Text(
                context, $"Noted; nothing is stopped. {Conversation.Standing(state, time.GetUtcNow())}"),
            (Intake.Farewell farewell, _) => new Reply.Text(context, farewell.Text),
            (_, { Over: false }) => await JoinAsync(
                saying, context, taskId, state.Id, key, joined: true, followUp: true, caller, cancellationToken),
            (_, { }) => await AnswerAsync(
                saying, context, taskId, key, Conversation.Answer(state, saying.Text, time.GetUtcNow()), null, caller,
                cancellationToken),
            (Intake.Ambiguous ambiguous, _) =>
                new Reply.Text(context, ambiguous.Question, Candidates(ambiguous.Candidates)),
            (Intake.Unclear unclear, _) => new Reply.Text(context, unclear.Text, Candidates(unclear.Nearest)),
            _ => throw new InvalidOperationException($"Nothing is done with '{meant.GetType().Name}'."),
        };
    }

    // Whoever is asked to decide on a plan names it, and was in no conversation about it before.
    private async Task<string?> SessionOfPlanAsync(
        Saying saying, Principal caller, CancellationToken cancellationToken) =>
        Steering.PlanIn(saying.Text, saying.Data) is { } hash
            && await views.FindAsync(SessionKind.ApprovalRow, hash, cancellationToken) is { } row &&
                caller.MaySee(row.Owner)
            ? row.Group
            : null;

    // "It" is what the conversation was about last.
    private async Task<Result<Reply>> ChangeAsync(
        Saying saying, Wish wish, SessionState? state, string context, string taskId, Principal caller,
        CancellationToken cancellationToken)
    {
        var said = wish.Name is null && state?.Signal is { Subject: var it } signal &&
            (wish.Kind is null || wish.Kind == it.Kind)
            ? wish with { Cluster = signal.Cluster, Kind = it.Kind, Namespace = it.Namespace, Name = it.Name }
            : wish;

        var wished = await changes.CompleteAsync(said, caller, cancellationToken);
        if (wished is Wished.Question { Choices: var choices })
        {
            await askedBack.RememberAsync(
                said, [.. choices.Select(one => new OpenChoice("", one))], context, caller, cancellationToken);
        }
        else if (wished is Wished.Ready)
        {
            await askedBack.SettleAsync(context, wish.Key, caller, cancellationToken);
        }

        return wished switch
        {
            Wished.Ready ready =>
                await OpenAsync(saying, ready.Signal, context, taskId, wish.Key, caller, cancellationToken),
            Wished.Question question => new Reply.Text(
                context, question.Text,
                Candidates([.. question.Choices.Select(one => new Candidate(wish.Cluster ?? "", one, 1))])),
            Wished.Refused refused => new Reply.Text(context, refused.Text),
            _ => throw new InvalidOperationException("A wish is ready, unclear or refused."),
        };
    }

    // No words are needed to know what is meant; a session that is over still answers questions.
    private async Task<Result<Reply>> SpeakInAsync(
        Saying saying, string sessionId, string context, string taskId, string key, Principal caller,
        CancellationToken cancellationToken)
    {
        if ((await desk.SessionAsync(sessionId, caller, cancellationToken)).Problem is { } hidden)
        {
            return hidden;
        }

        var state = (await grains.StateAsync<SessionState>(SessionKind.IdOf(sessionId), cancellationToken)).State;
        return state.Over && Steering.PlanIn(saying.Text, saying.Data) is null
            ? await AnswerAsync(
                saying, context, taskId, key, Conversation.Answer(state, saying.Text, time.GetUtcNow()), null, caller,
                cancellationToken)
            : await JoinAsync(
                saying, context, taskId, sessionId, key, joined: true, followUp: true, caller, cancellationToken);
    }

    // One commit: asked, answered, done.
    private async Task<Result<Reply>> AnswerAsync(
        Saying saying, string context, string taskId, string key, string text, JsonElement? data, Principal caller,
        CancellationToken cancellationToken)
    {
        if (!saying.AsTask)
        {
            return new Reply.Text(context, text, data);
        }

        var sessionId = $"ses-{Fingerprint.Hex(20, key, "question")}";
        var tenant = caller.Tenants is [var only] && only != "*" ? only : "";
        var answer = await grains.BeginAsync(
            SessionKind.IdOf(sessionId),
            new AnswerQuestion(taskId, context, tenant, saying.MessageId, saying.Text, text, data),
            caller, $"ask/{key}", cancellationToken);

        return answer.Refusal is { } refusal ? refusal : new Reply.Task(
            context, taskId, sessionId, answer.Version,
            answer.Whole?.Facts.Select((fact, n) => new NumberedEvent(n + 1, answer.Whole.At, (SessionEvent)fact))
                .ToList());
    }

    private async Task<Result<Reply>> OpenAsync(
        Saying saying, Signal signal, string context, string taskId, string key, Principal caller,
        CancellationToken cancellationToken)
    {
        var received = await desk.ReceiveAsync(signal, caller, cancellationToken);

        return received.Value is { } reception
            ? await JoinAsync(
                saying, context, taskId, reception.SessionId, key, reception.How != Assignment.Opened, followUp: false,
                caller, cancellationToken)
            : received.Problem!;
    }

    private async Task<Result<Reply>> JoinAsync(
        Saying saying, string context, string taskId, string sessionId, string key, bool joined, bool followUp,
        Principal caller,
        CancellationToken cancellationToken)
    {
        var attach = new AttachTask(taskId, context, saying.MessageId, saying.Text, joined);
        var answer = await grains.AskAsync(
            SessionKind.IdOf(sessionId), attach, caller, $"attach/{key}", cancellationToken);

        return answer.Refusal is { } refusal ? refusal
            : followUp ? await SendAsync(saying, context, taskId, sessionId, key, caller, cancellationToken)
            : new Reply.Task(context, taskId, sessionId, answer.Version);
    }

    private async Task<Result<Reply>> SendAsync(
        Saying saying, string context, string taskId, string sessionId, string key, Principal caller,
        CancellationToken cancellationToken)
    {
        var text = new SendText(taskId, saying.MessageId, saying.Text, saying.Data);
        var answer = await grains.AskAsync(SessionKind.IdOf(sessionId), text, caller, $"say/{key}", cancellationToken);

        return answer.Refusal is { } refusal ? refusal : new Reply.Task(context, taskId, sessionId, answer.Version);
    }

    // Answered questions lie between; the conversation is about what was investigated.
    private async Task<TaskView?> LastTaskAsync(string context, Principal caller, CancellationToken cancellationToken)
    {
        var page = await desk.TasksAsync(
            new TaskFilter(context, null, null, LatestTasks, null), caller, cancellationToken);

        return page.Value?.Items.FirstOrDefault(static task => task.Outcome != SessionOutcome.Answered);
    }

    private async Task<long> VersionAsync(string sessionId, CancellationToken cancellationToken) =>
        (await grains.StateAsync<SessionState>(SessionKind.IdOf(sessionId), cancellationToken)).Version;

    private static JsonElement? Candidates(ImmutableArray<Candidate> candidates) => candidates.IsDefaultOrEmpty
        ? null
        : JsonSerializer.SerializeToElement(
            new CandidatesPart(
                "kaos.candidates/v1",
                [.. candidates.Select(one => new CandidateView(one.Cluster, one.Object, one.Score))]),
            DeskJson.Default.CandidatesPart);
}

/// <summary>Data part: objects that fit the words.</summary>
internal sealed record CandidatesPart(string Kind, ImmutableArray<CandidateView> Candidates);

internal sealed record CandidateView(string Cluster, ObjectRef Object, double Score);
