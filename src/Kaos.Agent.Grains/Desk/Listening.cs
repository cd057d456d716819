using Kaos.Agent.Grains.Desk.Requests;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Conversations;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Desk;

/// <summary>What a saying leads to: an answer, a question back, a session or the next words in one.</summary>
internal sealed class Listening(
    IDesk desk, IGrains grains, IViews views, IIntake intake, IChangeDesk changes, Topics topics, TimeProvider time)
{
    private const int LatestTasks = 20;

    private readonly AskedBack askedBack = new(grains, intake, time);
    private readonly Understanding understanding = new(desk, grains, intake, topics);
    private readonly SessionReplies sessions = new(desk, grains, time);

    public Task<Result<Reply>> HearAsync(Saying saying, Principal caller, CancellationToken cancellationToken) =>
        saying.TaskId is { } taskId
            ? ContinueAsync(saying, taskId, caller, cancellationToken)
            : BeginAsync(Utterance.Beginning(saying, caller), cancellationToken);

    private async Task<Result<Reply>> ContinueAsync(
        Saying saying, string taskId, Principal caller, CancellationToken cancellationToken)
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

        var said = Utterance.Continuing(saying, taskId, task.ContextId, caller);
        return await AsideAsync(said, task, cancellationToken)
            ?? await sessions.SendAsync(said, task.SessionId, cancellationToken);
    }

    // In the middle of a task a question about the cluster is answered from the cluster, and another change is a task of
    // its own; the task stays where it is.
    private async Task<Result<Reply>?> AsideAsync(Utterance said, TaskView task, CancellationToken cancellationToken)
    {
        var state = await StateAsync(task.SessionId, cancellationToken);
        if (state.Over || Conversation.Concerns(said.Saying.Text) || !IsQuestion(said.Saying, state))
        {
            return null;
        }

        switch (await understanding.ReadAsync(said, cancellationToken))
        {
            case Intake.Answer answer:
                return new Reply.Text(said.Context, answer.Text, answer.Data);
            case Intake.ChangeAsked asked:
                var apart = said.Apart();
                var reply = await ChangeAsync(apart, asked.Wish with { Key = apart.Key }, state, cancellationToken);
                return reply.Value is Reply.Task begun
                    ? new Reply.Text(
                        said.Context,
                        $"That is a task of its own, {begun.TaskId} (session {begun.SessionId}): go on with it there.")
                    : reply;
            default:
                return null;
        }
    }

    private async Task<Result<Reply>> BeginAsync(Utterance said, CancellationToken cancellationToken)
    {
        if (await sessions.AgainAsync(said, cancellationToken) is { } again)
        {
            return again;
        }

        var saying = said.Saying;
        if (saying.SessionId is { } about || (about = await SessionOfPlanAsync(said, cancellationToken)) is not null)
        {
            return await sessions.SpeakInAsync(said, about, cancellationToken);
        }

        var last = saying.ContextId is null ? null : await LastTaskAsync(said, cancellationToken);
        var state = last is null ? null : await StateAsync(last.SessionId, cancellationToken);
        if (state is { Over: false } && !IsQuestion(saying, state))
        {
            return await sessions.JoinAsync(said, state.Id, cancellationToken);
        }

        var meant = await askedBack.AnswerAsync(saying, said.Context, said.Caller, cancellationToken)
            ?? await understanding.ReadAsync(said, cancellationToken);
        return await FollowAsync(said, meant, state, cancellationToken);
    }

    /// <param name="state">What the conversation was about last; it may be over.</param>
    private async Task<Result<Reply>> FollowAsync(
        Utterance said, Intake meant, SessionState? state, CancellationToken cancellationToken)
    {
        switch (meant)
        {
            case Intake.ChangeAsked asked:
                return await ChangeAsync(said, asked.Wish with { Key = said.Key }, state, cancellationToken);
            case Intake.Trouble { Signal: var signal }
                when state is null or { Over: true } || signal.Subject != state.Signal?.Subject:
                return await sessions.OpenAsync(said, signal, cancellationToken);
            case Intake.Answer answer:
                return await sessions.AnswerAsync(said, answer.Text, answer.Data, cancellationToken);
            case Intake.HandOff handOff:
                return await sessions.AnswerAsync(said, handOff.Text, handOff.Data, cancellationToken);
            case Intake.Farewell farewell:
                return new Reply.Text(
                    said.Context,
                    state is { Over: false }
                        ? $"Noted; nothing is stopped. {Conversation.Standing(state, time.GetUtcNow())}"
                        : farewell.Text);
        }

        if (meant is Intake.Ambiguous several)
        {
            await RememberAsync(said, several, cancellationToken);
        }

        return (meant, state) switch
        {
            (_, { Over: false }) => await sessions.JoinAsync(said, state.Id, cancellationToken),
            (_, { }) => await sessions.AnswerAsync(
                said, Conversation.Answer(state, said.Saying.Text, time.GetUtcNow()), null, cancellationToken),
            (Intake.Ambiguous ambiguous, _) =>
                new Reply.Text(said.Context, ambiguous.Question, CandidatesPart.Of(ambiguous.Candidates)),
            (Intake.Unclear unclear, _) =>
                new Reply.Text(said.Context, unclear.Text, CandidatesPart.Of(unclear.Nearest)),
            _ => throw new InvalidOperationException($"Nothing is done with '{meant.GetType().Name}'."),
        };
    }

    // A change that was asked for goes on when one of the objects is named.
    private async Task RememberAsync(Utterance said, Intake.Ambiguous several, CancellationToken cancellationToken)
    {
        if (RequestClassifier.Of(said.Saying.Text) is { Class: RequestClass.Change, Verb: { } verb })
        {
            await askedBack.RememberAsync(
                WishReading.Unplaced(said.Saying.Text, verb) with { Key = said.Key },
                [.. several.Candidates.Select(one => new OpenChoice(one.Cluster, one.Object))], said.Context,
                said.Caller, cancellationToken);
        }
    }

    // "It" is what the conversation was about last.
    private async Task<Result<Reply>> ChangeAsync(
        Utterance said, Wish wish, SessionState? state, CancellationToken cancellationToken)
    {
        var placed = wish.Name is null && state?.Signal is { Subject: var it } signal &&
            (wish.Kind is null || wish.Kind == it.Kind)
            ? wish with { Cluster = signal.Cluster, Kind = it.Kind, Namespace = it.Namespace, Name = it.Name }
            : wish;

        switch (await changes.CompleteAsync(placed, said.Caller, cancellationToken))
        {
            case Wished.Ready ready:
                await askedBack.SettleAsync(said.Context, wish.Key, said.Caller, cancellationToken);
                return await sessions.OpenAsync(said, ready.Signal, cancellationToken);
            case Wished.Question question:
                await askedBack.RememberAsync(
                    placed, [.. question.Choices.Select(one => new OpenChoice("", one))], said.Context, said.Caller,
                    cancellationToken);
                return new Reply.Text(
                    said.Context, question.Text,
                    CandidatesPart.Of([.. question.Choices.Select(one => new Candidate(wish.Cluster ?? "", one, 1))]));
            case Wished.Refused refused:
                return new Reply.Text(said.Context, refused.Text);
            case var other:
                throw new InvalidOperationException($"Nothing is done with '{other.GetType().Name}'.");
        }
    }

    // Whoever is asked to decide on a plan names it, and was in no conversation about it before.
    private async Task<string?> SessionOfPlanAsync(Utterance said, CancellationToken cancellationToken) =>
        Steering.PlanIn(said.Saying.Text, said.Saying.Data) is { } hash
            && await views.FindAsync(SessionKind.ApprovalRow, hash, cancellationToken) is { } row &&
                said.Caller.MaySee(row.Owner)
            ? row.Group
            : null;

    // Answered questions lie between; the conversation is about what was investigated.
    private async Task<TaskView?> LastTaskAsync(Utterance said, CancellationToken cancellationToken)
    {
        var page = await desk.TasksAsync(
            new TaskFilter(said.Context, null, null, LatestTasks, null), said.Caller, cancellationToken);

        return page.Value?.Items.FirstOrDefault(static task => task.Outcome != SessionOutcome.Answered);
    }

    private async Task<SessionState> StateAsync(string sessionId, CancellationToken cancellationToken) =>
        (await grains.StateAsync<SessionState>(SessionKind.IdOf(sessionId), cancellationToken)).State;

    private static bool IsQuestion(Saying saying, SessionState state) =>
        Steering.Interpret(state, saying.Text, saying.Data) is Meaning.Question;
}
