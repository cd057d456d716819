using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Incidents;

/// <summary>One incident: takes in signals, hears from its session, keeps the row that lists show.</summary>
public sealed class IncidentKind : IGrainKind<IncidentGrainState, IncidentCommand, IncidentEvent>
{
    public const string Name = "incident";

    /// <summary>States of incidents that are not over, as rows have them.</summary>
    public static IReadOnlyList<string> OpenStates { get; } =
        [.. Enum.GetValues<IncidentState>().Where(static state => !IsOver(state)).Select(Text)];

    public string Kind => Name;

    public JsonTypeInfo<IncidentCommand> CommandJson => KaosJson.Default.IncidentCommand;

    public EventCodec<IncidentEvent> Events { get; } = Family.CodecOf(KaosJson.Default.IncidentEvent, KaosJson.Default);

    public static GrainId IdOf(string incidentId) => new(Name, incidentId);

    public IncidentGrainState Initial(string key) => new(key);

    public Decision<IncidentEvent> Decide(
        IncidentGrainState state, IncidentCommand command, Turn turn) => (state.View, command) switch
        {
            (null, OpenIncident open) =>
                Decision<IncidentEvent>.Record(new IncidentOpened(open.Fingerprint, open.SessionId, open.Signal)),
            (null, _) =>
                Decision<IncidentEvent>.Refuse(new(ProblemCode.NotFound, $"There is no incident '{state.Id}'.")),
            (_, ReopenIncident reopen) =>
                Decision<IncidentEvent>.Record(new IncidentReopened(reopen.Signal, reopen.SessionId)),
            (_, JoinSignal join) => Decision<IncidentEvent>.Record(new SignalJoined(join.Signal)),
            (_, AttachSymptom attach) => Decision<IncidentEvent>.Record(new SymptomAttached(attach.Signal)),
            (_, NoteDiagnosis note) =>
                Decision<IncidentEvent>.Record(new IncidentDiagnosed(note.Finding, note.Summary)),
            (_, NoteChoices note) => Decision<IncidentEvent>.Record(new ChoicesNoted(note.Options)),
            (_, NoteClass note) when note.IncidentClass != state.Class =>
                Decision<IncidentEvent>.Record(new IncidentTreated(note.IncidentClass)),
            (_, NoteMerge note) => Decision<IncidentEvent>.Record(new IncidentMerged(note.Survivor)),
            (_, NoteState note) when note.State != state.View.State =>
                Decision<IncidentEvent>.Record(new IncidentMoved(note.State, note.Why)),
            _ => Decision<IncidentEvent>.Nothing(),
        };

    public IncidentGrainState Fold(IncidentGrainState state, IncidentEvent fact, EventMeta meta) => fact switch
    {
        IncidentOpened opened => state with { View = Open(state.Id, opened) },
        _ when state.View is null => state,
        SignalJoined joined => state with { View = Seen(state.View, joined.Signal) },
        SymptomAttached attached => state with
        {
            View = Seen(state.View, attached.Signal) with
            {
                SymptomObjects = [.. state.View.SymptomObjects.Append(attached.Signal.Subject).Distinct()],
            },
        },
        IncidentReopened reopened => state with
        {
            View = Seen(state.View, reopened.Signal) with
            {
                SessionId = reopened.SessionId,
                State = IncidentState.Investigating,
                Options = [],
            },
        },
        IncidentDiagnosed { Finding: { } finding } => state with { View = FindingViews.Apply(state.View, finding) },
        IncidentDiagnosed { Summary: var summary } => state with { View = state.View with { Summary = summary } },
        ChoicesNoted choices => state with { View = state.View with { Options = choices.Options } },
        IncidentTreated treated => state with { Class = treated.IncidentClass },
        IncidentMerged merged => state with { View = state.View with { MergedInto = merged.Survivor, Options = [] } },
        IncidentMoved moved => state with { View = state.View with { State = moved.State } },
        _ => state,
    };

    public Consequences React(IncidentGrainState after, IReadOnlyList<IncidentEvent> facts, Turn turn)
    {
        if (after.View is not { } view)
        {
            return Consequences.None;
        }

        return new(
            [.. facts.SelectMany(fact => MessagesFor(after, fact))],
            [],
            [
                new ViewRow(
                    Name, view.Id, view.Tenant ?? "", Text(view.State), view.Subject.Namespace ?? "", view.CauseCode,
                    turn.Now,
                    JsonSerializer.SerializeToUtf8Bytes(view, KaosJson.Default.IncidentView)),
            ]);
    }

    public IncidentCommand? Wake(IncidentGrainState state, string deadline) => null;

    private static bool IsOver(IncidentState state) =>
        state is IncidentState.Resolved or IncidentState.RolledBack or IncidentState.Escalated or IncidentState.Closed;

    /// <summary>The state's name in rows and filters.</summary>
    public static string Text(IncidentState state) => JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString());

    private static IEnumerable<Send> MessagesFor(IncidentGrainState after, IncidentEvent fact)
    {
        switch (fact)
        {
            case IncidentOpened opened:
                yield return new(SessionKind.IdOf(opened.SessionId), new OpenSession(after.Id, opened.Signal));
                break;
            case IncidentReopened reopened:
                yield return new(SessionKind.IdOf(reopened.SessionId), new OpenSession(after.Id, reopened.Signal));
                if (after is { Class: { } treated, View.Tenant: { } tenant })
                {
                    yield return new(ClassKind.IdOf(tenant, treated), new NoteRecurrence(after.Id));
                }

                break;
        }
    }

    private static IncidentView Open(string id, IncidentOpened opened) => new()
    {
        Id = id,
        SessionId = opened.SessionId,
        Tenant = opened.Signal.Tenant,
        Cluster = opened.Signal.Cluster,
        State = IncidentState.Investigating,
        Severity = opened.Signal.Severity,
        CauseCode = CauseCodes.Unknown,
        Confidence = 0,
        Subject = opened.Signal.Subject,
        SymptomObjects = ImmutableArray<ObjectRef>.Empty,
        Summary = opened.Signal.Text,
        FirstSeen = opened.Signal.At,
        LastSeen = opened.Signal.At,
    };

    private static IncidentView Seen(IncidentView view, Signal signal) => view with
    {
        Severity = signal.Severity > view.Severity ? signal.Severity : view.Severity,
        FirstSeen = signal.At < view.FirstSeen ? signal.At : view.FirstSeen,
        LastSeen = signal.At > view.LastSeen ? signal.At : view.LastSeen,
    };
}
