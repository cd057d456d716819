using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Correlation;

/// <summary>
/// One correlator per (tenant, cluster), keyed <c>tenant/cluster</c>: gives every signal to exactly one incident, so
/// there is no race about what is one incident (design section 3).
/// </summary>
public sealed class CorrelatorKind : IGrainKind<CorrelatorState, CorrelatorCommand, CorrelatorEvent>
{
    public const string Name = "correlator";

    public string Kind => Name;

    public JsonTypeInfo<CorrelatorCommand> CommandJson => KaosJson.Default.CorrelatorCommand;

    public EventCodec<CorrelatorEvent> Events { get; } = Family.CodecOf(
        KaosJson.Default.CorrelatorEvent, KaosJson.Default);

    public JsonTypeInfo<CorrelatorState> StateJson => FoldJson.Default.CorrelatorState;

    public static GrainId IdOf(string tenant, string cluster) => new(Name, $"{tenant}/{cluster}");

    public CorrelatorState Initial(string key) => new();

    public Decision<CorrelatorEvent> Decide(
        CorrelatorState state, CorrelatorCommand command, Turn turn) => command switch
        {
            AssignSignal(var signal) => Assign(state, signal),
            CloseIncident close when state.Open.Values.Any(open => open.IncidentId == close.IncidentId) =>
                new(Over(state, close)),
            NoteCause cause when state.Open.Values.Any(open => open.IncidentId == cause.IncidentId) =>
                new([new CauseNoted(cause.IncidentId, cause.Affected, cause.Since), .. Merging.Of(state, cause)]),
            NoteExecuting note when state.Open.Values.Any(open => open.IncidentId == note.IncidentId) =>
                Decision<CorrelatorEvent>.Record(new ExecutionNoted(note.IncidentId)),
            _ => Decision<CorrelatorEvent>.Nothing(),
        };

    public CorrelatorState Fold(CorrelatorState state, CorrelatorEvent fact, EventMeta meta) => fact switch
    {
        SignalAssigned { How: Assignment.Opened or Assignment.Reopened } opened => state.Remember(opened) with
        {
            Open = state.Open.SetItem(
                opened.Fingerprint,
                new(opened.IncidentId, opened.SessionId) { Since = opened.Signal.At, Order = meta.Seq }),
            Recent = state.Recent.Remove(opened.Fingerprint),
        },
        SignalAssigned joined => Change(
            state.Remember(joined), joined.IncidentId, open => open with { Last = new(joined.Signal, meta.At) }),
        IncidentOver over => Close(state, over),
        CauseNoted cause => Change(
            state, cause.IncidentId, open => open with { Affected = [.. cause.Affected], AffectedSince = cause.Since }),
        ExecutionNoted executing => Change(state, executing.IncidentId, open => open with { Executing = true }),

        // The loser's owner stays taken: what is reported there from now on goes to the survivor.
        IncidentsMerged merged => Change(
            state, merged.Loser, open =>
                open with { IncidentId = merged.Survivor, SessionId = merged.SurvivorSession }),
        _ => state,
    };

    public Consequences React(CorrelatorState after, IReadOnlyList<CorrelatorEvent> facts, Turn turn) =>
        Consequences.None with
        {
            Messages =
            [
                .. facts.OfType<SignalAssigned>().Select(MessageFor),
                .. facts.OfType<IncidentsMerged>().Select(merged => new Send(
                    SessionKind.IdOf(merged.LoserSession), new MergeSession(merged.Survivor, merged.SurvivorSession))),
            ],
        };

    public CorrelatorCommand? Wake(CorrelatorState state, string deadline) => null;

    private static Decision<CorrelatorEvent> Assign(CorrelatorState state, Signal signal)
    {
        if (state.Assigned.TryGetValue(signal.Id, out var given))
        {
            return Decision<CorrelatorEvent>.Nothing(given.IncidentId);
        }

        var fact = AssignmentOf(state, signal);

        return new([fact], null, fact.IncidentId);
    }

    // A session has ended a moment before it is heard here. What joined it in that moment would wait for nobody.
    private static IReadOnlyList<CorrelatorEvent> Over(CorrelatorState state, CloseIncident close)
    {
        var over = new IncidentOver(close.IncidentId, close.Outcome, close.ReopenUntil);
        var late = state.Open.Values.Where(open => open.IncidentId == close.IncidentId).Select(open => open.Last)
            .FirstOrDefault(last => last?.At > close.At);

        return late is null ? [over] : [over, AssignmentOf(Close(state, over), late.Signal)];
    }

    private static SignalAssigned AssignmentOf(CorrelatorState state, Signal signal)
    {
        var fingerprint = Fingerprint.Of(signal);
        if (state.Open.TryGetValue(fingerprint, out var open))
        {
            return new(signal.Id, fingerprint, open.IncidentId, open.SessionId, Assignment.Joined, signal);
        }

        // A dependant's symptom belongs to an incident only if its diagnosis named that owner, and it did not come
        // before.
        var cause = state.Open.Values
            .Where(candidate => candidate.Affected.Contains(fingerprint) && signal.At >= candidate.AffectedSince)
            .OrderBy(candidate => candidate.IncidentId, StringComparer.Ordinal)
            .FirstOrDefault();
        if (cause is not null)
        {
            return new(signal.Id, fingerprint, cause.IncidentId, cause.SessionId, Assignment.Attached, signal);
        }

        if (state.Recent.TryGetValue(fingerprint, out var recent) && signal.At <= recent.ReopenUntil)
        {
            return new(
                signal.Id, fingerprint, recent.IncidentId, Fingerprint.SessionId(recent.IncidentId, signal.Id),
                Assignment.Reopened, signal);
        }

        var incident = Fingerprint.IncidentId(fingerprint, signal.Id);

        return new(
            signal.Id, fingerprint, incident, Fingerprint.SessionId(incident, signal.Id), Assignment.Opened, signal);
    }

    private static CorrelatorState Change(
        CorrelatorState state, string incidentId,
        Func<CorrelatorState.OpenIncident, CorrelatorState.OpenIncident> change) => state with
        {
            Open = state.Open.SetItems(state.Open
                .Where(open => open.Value.IncidentId == incidentId)
                .Select(open => KeyValuePair.Create(open.Key, change(open.Value)))),
        };

    private static CorrelatorState Close(CorrelatorState state, IncidentOver over)
    {
        var fingerprints = state.Open.Where(open => open.Value.IncidentId == over.IncidentId).Select(open => open.Key)
            .ToList();

        var closed = state with
        {
            Open = state.Open.RemoveRange(fingerprints),
            Recent = over.ReopenUntil is { } until
                ? state.Recent.SetItems(fingerprints.Select(key =>
                    KeyValuePair.Create(key, new CorrelatorState.ClosedIncident(over.IncidentId, until))))
                : state.Recent.RemoveRange(fingerprints),
        };

        return closed.ForgetOld();
    }

    private static Send MessageFor(SignalAssigned fact) => new(
        Incidents.IncidentKind.IdOf(fact.IncidentId),
        fact.How switch
        {
            Assignment.Opened =>
                new Kaos.Contracts.Incidents.OpenIncident(fact.Fingerprint, fact.SessionId, fact.Signal),
            Assignment.Reopened => new ReopenIncident(fact.Signal, fact.SessionId),
            Assignment.Attached => new AttachSymptom(fact.Signal),
            _ => new JoinSignal(fact.Signal),
        });
}
