using System.Text.Json;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Desk;

/// <summary>What a turn does to sessions: it opens one, joins one, speaks in one, or is one that is answered.</summary>
internal sealed class SessionTurns(IDesk desk, IGrains grains, TimeProvider time)
{
    /// <summary>Trouble or a wished change becomes an incident's session, or joins the one that has it.</summary>
    public async Task<Result<Reply>> OpenAsync(Turn turn, Signal signal, CancellationToken cancellationToken)
    {
        var received = await desk.ReceiveAsync(signal, turn.Caller, cancellationToken);
        if (received.Value is not { } reception)
        {
            return received.Problem!;
        }

        var answer = await AttachAsync(
            turn, reception.SessionId, reception.How != Assignment.Opened, cancellationToken);
        return answer.Refusal is { } refusal
            ? refusal
            : new Reply.Task(turn.Context, turn.TaskId, reception.SessionId, answer.Version);
    }

    /// <summary>A new task in a session that is there, and what was said as its next words.</summary>
    public async Task<Result<Reply>> JoinAsync(Turn turn, string sessionId, CancellationToken cancellationToken) =>
        (await AttachAsync(turn, sessionId, joined: true, cancellationToken)).Refusal is { } refusal
            ? refusal
            : await SendAsync(turn, sessionId, cancellationToken);

    /// <summary>The next words in a session that the task has already.</summary>
    public async Task<Result<Reply>> SendAsync(Turn turn, string sessionId, CancellationToken cancellationToken)
    {
        var saying = turn.Saying;
        var answer = await grains.AskAsync(
            SessionKind.IdOf(sessionId), new SendText(turn.TaskId, saying.MessageId, saying.Text, saying.Data),
            turn.Caller, $"say/{turn.Key}", cancellationToken);

        return answer.Refusal is { } refusal
            ? refusal
            : new Reply.Task(turn.Context, turn.TaskId, sessionId, answer.Version);
    }

    /// <summary>
    /// In a session that is named: no words are needed to know what is meant, and one that is over still answers.
    /// </summary>
    public async Task<Result<Reply>> SpeakInAsync(Turn turn, string sessionId, CancellationToken cancellationToken)
    {
        if ((await desk.SessionAsync(sessionId, turn.Caller, cancellationToken)).Problem is { } hidden)
        {
            return hidden;
        }

        var saying = turn.Saying;
        var state = (await grains.StateAsync<SessionState>(SessionKind.IdOf(sessionId), cancellationToken)).State;
        return state.Over && Steering.PlanIn(saying.Text, saying.Data) is null
            ? await AnswerAsync(
                turn, Conversation.Answer(state, saying.Text, time.GetUtcNow()), null, cancellationToken)
            : await JoinAsync(turn, sessionId, cancellationToken);
    }

    /// <summary>One commit: asked, answered, done. Words alone where no task is wanted.</summary>
    public async Task<Result<Reply>> AnswerAsync(
        Turn turn, string text, JsonElement? data, CancellationToken cancellationToken)
    {
        var (saying, caller) = (turn.Saying, turn.Caller);
        if (!saying.AsTask)
        {
            return new Reply.Text(turn.Context, text, data);
        }

        var sessionId = $"ses-{Fingerprint.Hex(20, turn.Key, "question")}";
        var tenant = caller.Tenants is [var only] && only != "*" ? only : "";
        var answer = await grains.BeginAsync(
            SessionKind.IdOf(sessionId),
            new AnswerQuestion(turn.TaskId, turn.Context, tenant, saying.MessageId, saying.Text, text, data),
            caller, $"ask/{turn.Key}", cancellationToken);

        return answer.Refusal is { } refusal ? refusal : new Reply.Task(
            turn.Context, turn.TaskId, sessionId, answer.Version,
            answer.Whole?.Facts.Select((fact, n) => new NumberedEvent(n + 1, answer.Whole.At, (SessionEvent)fact))
                .ToList());
    }

    /// <summary>The task that the same message began before.</summary>
    public async Task<Reply.Task?> AgainAsync(Turn turn, CancellationToken cancellationToken)
    {
        if ((await desk.TaskAsync(turn.TaskId, turn.Caller, cancellationToken)).Value is not { SessionId: var session })
        {
            return null;
        }

        var standing = await grains.StateAsync<SessionState>(SessionKind.IdOf(session), cancellationToken);
        return new Reply.Task(turn.Context, turn.TaskId, session, standing.Version);
    }

    private ValueTask<Answer> AttachAsync(
        Turn turn, string sessionId, bool joined, CancellationToken cancellationToken) => grains.AskAsync(
        SessionKind.IdOf(sessionId),
        new AttachTask(turn.TaskId, turn.Context, turn.Saying.MessageId, turn.Saying.Text, joined),
        turn.Caller, $"attach/{turn.Key}", cancellationToken);
}
