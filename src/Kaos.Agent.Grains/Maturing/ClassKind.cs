using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;
using Decided = Kaos.Agent.Grains.Engine.Decision<Kaos.Contracts.Classes.ClassEvent>;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>
/// One incident class of one tenant: hears how plans of the class ended, says what it has earned, is raised by a person
/// only, and falls by itself.
/// </summary>
public sealed class ClassKind : IGrainKind<ClassState, ClassCommand, ClassEvent>
{
    public const string Name = "class";
    private const int MostPast = 50;

    public string Kind => Name;

    public JsonTypeInfo<ClassCommand> CommandJson => KaosJson.Default.ClassCommand;

    public EventCodec<ClassEvent> Events { get; } = Family.CodecOf(KaosJson.Default.ClassEvent, KaosJson.Default);

    public static GrainId IdOf(string tenant, string incidentClass) => new(Name, $"{tenant}/{incidentClass}");

    public ClassState Initial(string key)
    {
        var end = key.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? new(key, "") : new(key[..end], key[(end + 1)..]);
    }

    public Decided Decide(ClassState state, ClassCommand command, Turn turn) => command switch
    {
        NoteTreatment { Treatment: var treatment } => Treated(state, treatment),
        NoteRecurrence { IncidentId: var incident } => Recurred(state, incident),
        NoteDeed { Deed: var deed } => Decided.Record(new DeedSeen(deed)),
        PromoteClass promote => Promote(state, promote, turn),
        DemoteClass demote => Demote(state, demote, turn),
        _ => throw new InvalidOperationException($"A class does not know the command '{command.GetType().Name}'."),
    };

    public ClassState Fold(ClassState state, ClassEvent fact, EventMeta meta) => fact switch
    {
        ClassTreated { Treatment: var treatment } => Counted(Remember(state, new(meta.At, treatment, null)), treatment),
        DeedSeen { Deed: var deed } => Remember(state, new(meta.At, null, deed)),
        ClassRecurred recurred => Mark(state, recurred.IncidentId),
        ClassPromoted up => state with { Level = up.To, Way = up.Way, Why = $"Raised by {up.By}: {up.Reason}" },
        ClassDemoted down => state with { Level = down.To, Why = down.Reason },
        _ => state,
    };

    public Consequences React(ClassState after, IReadOnlyList<ClassEvent> facts, Turn turn) => facts.Count == 0
        ? Consequences.None
        : Consequences.None with
        {
            Views =
            [
                new ViewRow(
                    Name, $"{after.Tenant}/{after.Class}", after.Tenant, after.Level?.ToString() ?? "", after.Class, "",
                    turn.Now,
                    JsonSerializer.SerializeToUtf8Bytes(ClassViews.Of(after), KaosJson.Default.ClassView)),
            ],
        };

    public ClassCommand? Wake(ClassState state, string deadline) => null;

    private static Decided Treated(ClassState state, Treatment treatment)
    {
        var treated = new ClassTreated(treatment);
        return treatment.Result is TreatmentResult.Failed or TreatmentResult.RolledBack
            ? Fall(
                state, treatment.Level, $"{treatment.Way.WorkflowId} did not help in {treatment.IncidentId}.", treated)
            : Decided.Record(treated);
    }

    private static Decided Recurred(ClassState state, string incidentId)
    {
        var use = state.Past.FindLast(one => one.IncidentId == incidentId && !one.Recurred);
        return use is null
            ? Decided.Nothing()
            : Fall(
                state, use.Treatment?.Level ?? Maturity.Propose, $"{incidentId} came back.",
                new ClassRecurred(incidentId));
    }

    // The class falls one step from where it stood when the plan ran; what stands there already stays.
    private static Decided Fall(ClassState state, Maturity ran, string why, ClassEvent fact)
    {
        var stands = state.Level ?? ran;
        return stands <= Maturity.Propose
            ? Decided.Record(fact)
            : Decided.Record(fact, new ClassDemoted(Ladder.Below(stands), "system:kaos", $"Lowered at once: {why}"));
    }

    private static Decided Promote(ClassState state, PromoteClass promote, Turn turn)
    {
        if (turn.Actor.Kind != PrincipalKind.Person || !turn.Actor.Has(Role.Promoter))
        {
            return Refuse(
                ProblemCode.Forbidden, "Only a person with the promoter role raises a class.", "Ask such a person.");
        }

        if (string.IsNullOrWhiteSpace(promote.Reason))
        {
            return Refuse(ProblemCode.Invalid, "A promotion needs a reason.", "Say why this class may do more.");
        }

        if (promote.To is Maturity.Observe or Maturity.Propose || promote.To <= state.Level)
        {
            return Refuse(
                ProblemCode.Conflict, $"That is no promotion: the class stands at {state.Level ?? Maturity.Propose}.",
                "Promote to approve or act; demote to go down.");
        }

        return Ladder.Missing(state, promote.To) is { IsEmpty: false } missing
            ? Refuse(
                ProblemCode.Denied, $"Not yet: {string.Join(" ", missing)}",
                "GET /v1/maturity tells what each class is missing.")
            : Decided.Record(
                new ClassPromoted(promote.To, Ladder.SameWay(state).Way, turn.Actor.ToString(), promote.Reason));
    }

    private static Decided Demote(ClassState state, DemoteClass demote, Turn turn)
    {
        var may = turn.Actor.Kind == PrincipalKind.Person
            && turn.Actor.Roles.Any(role => role is Role.Operator or Role.Approver or Role.Promoter or Role.Admin);
        if (!may)
        {
            return Refuse(
                ProblemCode.Forbidden, "Only a person with a role above viewer lowers a class.", "Ask such a person.");
        }

        return demote.To >= state.Level
            ? Refuse(ProblemCode.Conflict, $"The class stands at {state.Level} already.", "Name a lower level.")
            : Decided.Record(
                new ClassDemoted(demote.To, turn.Actor.ToString(), $"Lowered by {turn.Actor}: {demote.Reason}"));
    }

    private static ClassState Remember(ClassState state, PastUse use) => state with
    {
        Past = state.Past.Count < MostPast ? state.Past.Add(use) : state.Past.RemoveAt(0).Add(use),
    };

    private static ClassState Counted(ClassState state, Treatment treatment)
    {
        if (treatment.Result is TreatmentResult.Rejected or TreatmentResult.Edited)
        {
            return state;
        }

        var (worked, tried, scores) = state.Uses.GetValueOrDefault(treatment.Way.WorkflowId);
        var now = treatment.Result == TreatmentResult.Verified
            ? new Tally(worked + 1, tried + 1, scores + ScoreOf(treatment))
            : new Tally(worked, tried + 1, scores);
        return state with { Uses = state.Uses.SetItem(treatment.Way.WorkflowId, now) };
    }

    // What was verified before effectiveness was measured counts whole.
    private static double ScoreOf(Treatment treatment) => treatment.Score ?? 1;

    private static ClassState Mark(ClassState state, string incidentId)
    {
        var place = state.Past.FindLastIndex(use => use.IncidentId == incidentId && !use.Recurred);
        if (place < 0)
        {
            return state;
        }

        var use = state.Past[place];
        var marked = state with { Past = state.Past.SetItem(place, use with { Recurred = true }) };
        return use.Treatment is { Result: TreatmentResult.Verified, Way.WorkflowId: var workflow } treatment
            && state.Uses.TryGetValue(workflow, out var uses)
            ? marked with { Uses = state.Uses.SetItem(workflow, uses with { Worked = uses.Worked - 1, Scores = uses.Scores - ScoreOf(treatment) }) }
            : marked;
    }

    private static Decided Refuse(ProblemCode code, string message, string next) =>
        Decided.Refuse(new(code, message, next));
}
