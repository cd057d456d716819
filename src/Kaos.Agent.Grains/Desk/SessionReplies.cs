using System.Text.Json;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// What an utterance does to sessions: it opens one, joins one, speaks in one, or is one that is answered.
/// </summary>
internal sealed class SessionReplies(IDesk desk, IGrains grains, TimeProvider time)
{
    /// <summary>Trouble or a wished change becomes an incident's session, or joins the one that has it.</summary>
    public async Task<Result<Reply>> OpenAsync(Utterance said, Signal signal, CancellationToken cancellationToken)
    {
        var received = await desk.ReceiveAsync(signal, said.Caller, cancellationToken);
        if (received.Value is not { } reception)
        {
            return received.Problem!;
        }

        var answer = await AttachAsync(
            said, reception.SessionId, reception.How != Assignment.Opened, cancellationToken);
        return answer.Refusal is { } refusal
            ? refusal
            : new Reply.Task(said.Context, said.TaskId, reception.SessionId, answer.Version);
    }

    /// <summary>A new task in a session that is there, and what was said as its next words.</summary>
    public async Task<Result<Reply>> JoinAsync(Utterance said, string sessionId, CancellationToken cancellationToken) =>
        (await AttachAsync(said, sessionId, joined: true, cancellationToken)).Refusal is { } refusal
            ? refusal
            : await SendAsync(said, sessionId, cancellationToken);

    /// <summary>The next words in a session that the task has already.</summary>
    public async Task<Result<Reply>> SendAsync(Utterance said, string sessionId, CancellationToken cancellationToken)
    {
        var saying = said.Saying;
        var answer = await grains.AskAsync(
            SessionKind.IdOf(sessionId), new SendText(said.TaskId, saying.MessageId, saying.Text, saying.Data),
            said.Caller, $"say/{said.Key}", cancellationToken);

        return answer.Refusal is { } refusal
            ? refusal
            : new Reply.Task(said.Context, said.TaskId, sessionId, answer.Version);
    }

    /// <summary>
    /// In a session that is named: no words are needed to know what is meant, and one that is over still answers.
    /// </summary>
    public async Task<Result<Reply>> SpeakInAsync(Utterance said, string sessionId, CancellationToken cancellationToken)
    {
        if ((await desk.SessionAsync(sessionId, said.Caller, cancellationToken)).Problem is { } hidden)
        {
            return hidden;
        }

        var saying = said.Saying;
        var state = (await grains.StateAsync<SessionState>(SessionKind.IdOf(sessionId), cancellationToken)).State;
        return state.Over && Steering.PlanIn(saying.Text, saying.Data) is null
            ? await AnswerAsync(
                said, Conversation.Answer(state, saying.Text, time.GetUtcNow()), null, cancellationToken)
            : await JoinAsync(said, sessionId, cancellationToken);
    }

    /// <summary>One commit: asked, answered, done. Words alone where no task is wanted.</summary>
    public async Task<Result<Reply>> AnswerAsync(
        Utterance said, string text, JsonElement? data, CancellationToken cancellationToken)
    {
        var (saying, caller) = (said.Saying, said.Caller);
        if (!saying.AsTask)
        {
            return new Reply.Text(said.Context, text, data);
        }

        var sessionId = $"ses-{Fingerprint.Hex(20, said.Key, "question")}";
        var tenant = caller.Tenants is [var only] && only != "*" ? only : "";
        var answer = await grains.BeginAsync(
            SessionKind.IdOf(sessionId),
            new AnswerQuestion(said.TaskId, said.Context, tenant, saying.MessageId, saying.Text, text, data),
            caller, $"ask/{said.Key}", cancellationToken);

        return answer.Refusal is { } refusal ? refusal : new Reply.Task(
            said.Context, said.TaskId, sessionId, answer.Version,
            answer.Whole?.Facts.Select((fact, n) => new NumberedEvent(n + 1, answer.Whole.At, (SessionEvent)fact))
                .ToList());
    }

    /// <summary>The task that the same message began before.</summary>
    public async Task<Reply.Task?> AgainAsync(Utterance said, CancellationToken cancellationToken)
    {
        if ((await desk.TaskAsync(said.TaskId, said.Caller, cancellationToken)).Value is not { SessionId: var session })
        {
            return null;
        }

        var standing = await grains.StateAsync<SessionState>(SessionKind.IdOf(session), cancellationToken);
        return new Reply.Task(said.Context, said.TaskId, session, standing.Version);
    }

    private ValueTask<Answer> AttachAsync(
        Utterance said, string sessionId, bool joined, CancellationToken cancellationToken) => grains.AskAsync(
        SessionKind.IdOf(sessionId),
        new AttachTask(said.TaskId, said.Context, said.Saying.MessageId, said.Saying.Text, joined),
        said.Caller, $"attach/{said.Key}", cancellationToken);
}
