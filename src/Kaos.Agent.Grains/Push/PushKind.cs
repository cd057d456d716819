using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Push;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Push;

/// <summary>
/// The webhooks of one task and how far each has come, keyed by the task. It sends nothing: an edge does, and reports
/// here.
/// </summary>
public sealed class PushKind : IGrainKind<PushState, PushCommand, PushEvent>
{
    public const string Name = "push";

    /// <summary>State of the rows of webhooks that still have something to tell.</summary>
    public const string Active = "active";

    private const int MaxHooks = 16;
    private const string Notices = "notices-";

    public string Kind => Name;

    public JsonTypeInfo<PushCommand> CommandJson => KaosJson.Default.PushCommand;

    public EventCodec<PushEvent> Events { get; } = Family.CodecOf(KaosJson.Default.PushEvent, KaosJson.Default);

    public static GrainId IdOf(string taskId) => new(Name, taskId);

    /// <summary>
    /// Key under which it is kept how far a receiver of notices has come: its hook's place is a position of the log.
    /// </summary>
    public static string NoticesOf(string receiver) => Notices + receiver;

    public static bool IsNotices(string taskId) => taskId.StartsWith(Notices, StringComparison.Ordinal);

    public PushState Initial(string key) => new(key);

    public Decision<PushEvent> Decide(PushState state, PushCommand command, Turn turn) => command switch
    {
        ConfigurePush add when state.Hooks.Count >= MaxHooks &&
            state.Find(add.Hook.Id) is null => Decision<PushEvent>.Refuse(new(
            ProblemCode.Invalid, $"A task has at most {MaxHooks} webhooks.", "Delete one first.")),
        ConfigurePush add => Decision<PushEvent>.Record(new PushConfigured(
            add.Hook, state.TaskId, add.ContextId, add.SessionId, turn.Actor.ToString(), add.From)),
        RemovePush(var id) when state.Find(id) is not null => Decision<PushEvent>.Record(new PushRemoved(id)),
        NoteAttempt note when IsCurrent(
            state, note.HookId, note.Registered) => Decision<PushEvent>.Record(new PushAttempted(
            note.HookId, note.Registered, note.Place, note.Result, note.Detail, turn.Now)),
        EndPush end when IsCurrent(state, end.HookId, end.Registered) => Decision<PushEvent>.Record(
            new PushEnded(end.HookId, end.Registered, end.GivenUp)),
        _ => Decision<PushEvent>.Nothing(),
    };

    public PushState Fold(PushState state, PushEvent fact, EventMeta meta) => fact switch
    {
        PushConfigured added => Configure(state, added, meta.Seq),
        PushRemoved(var id) => state with { Hooks = state.Hooks.RemoveAll(one => one.Hook.Id == id) },
        PushAttempted tried => Change(state, tried.HookId, one => Attempt(one, tried)),
        PushEnded ended => Change(
            state, ended.HookId, one => one with { Stage = ended.GivenUp ? PushStage.GivenUp : PushStage.Finished }),
        _ => state,
    };

    public Consequences React(PushState after, IReadOnlyList<PushEvent> facts, Turn turn) =>
        Consequences.None with { Views = [.. facts.Select(fact => RowOf(after, IdIn(fact), turn.Now))] };

    public PushCommand? Wake(PushState state, string deadline) => null;

    private static bool IsCurrent(PushState state, string id, long registered) =>
        state.Find(id) is { Stage: PushStage.Active } hook && hook.Registered == registered;

    private static PushState Configure(PushState state, PushConfigured added, long seq)
    {
        var hook = new HookState(added.Hook, seq, added.From);
        var place = state.Hooks.FindIndex(one => one.Hook.Id == added.Hook.Id);

        return state with
        {
            SessionId = added.SessionId,
            ContextId = added.ContextId,
            Caller = added.Caller,
            Hooks = place >= 0 ? state.Hooks.SetItem(place, hook) : state.Hooks.Add(hook),
        };
    }

    private static PushState Change(PushState state, string id, Func<HookState, HookState> change) =>
        state.Hooks.FindIndex(one => one.Hook.Id == id) is >= 0 and var place
            ? state with { Hooks = state.Hooks.SetItem(place, change(state.Hooks[place])) }
            : state;

    private static HookState Attempt(HookState hook, PushAttempted tried) => tried.Result switch
    {
        PushAttempt.Failed => hook with
        {
            Failures = hook.Failures + 1,
            FailingSince = hook.FailingSince ?? tried.At,
            Last = tried,
        },
        PushAttempt.Refused => hook with
        {
            Refused = hook.Refused + 1,
            Place = tried.Place,
            Failures = 0,
            FailingSince = null,
            Last = tried,
        },
        _ => hook with
        {
            Delivered = hook.Delivered + 1,
            Place = tried.Place,
            Failures = 0,
            FailingSince = null,
            Last = tried,
        },
    };

    private static string IdIn(PushEvent fact) => fact switch
    {
        PushConfigured added => added.Hook.Id,
        PushRemoved removed => removed.HookId,
        PushAttempted tried => tried.HookId,
        PushEnded ended => ended.HookId,
        _ => throw new InvalidOperationException($"The event '{fact.GetType().Name}' is about no webhook."),
    };

    private static ViewRow RowOf(PushState state, string hookId, DateTimeOffset now)
    {
        var hook = state.Find(hookId);
        var view = new PushView
        {
            TaskId = state.TaskId,
            HookId = hookId,
            SessionId = state.SessionId,
            Url = hook?.Hook.Url ?? "",
            State = hook?.Stage ?? PushStage.Removed,
            Delivered = hook?.Delivered ?? 0,
            Refused = hook?.Refused ?? 0,
            Failures = hook?.Failures ?? 0,
            Place = hook?.Place,
            LastResult = hook?.Last?.Result,
            LastDetail = hook?.Last?.Detail,
            LastAt = hook?.Last?.At,
        };

        return new(
            Name, $"{state.TaskId}/{hookId}", state.Caller, Text(view.State), state.SessionId, state.TaskId, now,
            JsonSerializer.SerializeToUtf8Bytes(view, KaosJson.Default.PushView));
    }

    private static string Text(PushStage stage) => stage switch
    {
        PushStage.Active => Active,
        PushStage.Finished => "finished",
        PushStage.GivenUp => "given-up",
        _ => "removed",
    };
}
