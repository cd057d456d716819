using System.Globalization;
using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Health;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Checks who may see what, asks the grains, reads the views. Decides nothing.</summary>
internal sealed class Desk(
    IGrains grains, IEventLog log, IViews views, IIntake intake, IChangeDesk changes, IClusters clusters,
    TimeProvider time) : IDesk
{
    private const int MostIncidents = 200;

    private readonly SessionKind sessions = new();
    private readonly Reading reading = new(grains, views);
    private readonly Topics topics = new();

    public async Task<Result<Reception>> ReceiveAsync(
        Signal signal, Principal caller, CancellationToken cancellationToken)
    {
        if (!caller.MaySee(signal.Tenant))
        {
            return new Problem(ProblemCode.Forbidden, $"You may not report for the tenant '{signal.Tenant}'.");
        }

        var correlator = CorrelatorKind.IdOf(signal.Tenant, signal.Cluster);
        var answer = await grains.AskAsync(
            correlator, new AssignSignal(signal), caller, $"signal/{signal.Id}", cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return refusal;
        }

        var state = (await grains.StateAsync<CorrelatorState>(correlator, cancellationToken)).State;
        if (!state.Assigned.TryGetValue(signal.Id, out var given))
        {
            return new Problem(
                ProblemCode.Unavailable, "The signal was taken long ago and is not remembered any more.",
                "Send it with a new id.");
        }

        await OpenedAsync(given.SessionId, cancellationToken);

        return new Reception(given.IncidentId, given.SessionId, given.How);
    }

    public async Task<Result<long>> NoteAsync(
        TroubleNote note, Principal caller, CancellationToken cancellationToken)
    {
        if (!caller.MaySee(note.Tenant))
        {
            return new Problem(ProblemCode.Forbidden, $"You may not report for the tenant '{note.Tenant}'.");
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"note/{note.Id}/{note.Over}/{note.At:O}");
        var answer = await grains.AskAsync(
            HeardTroubleKind.IdOf(note.Id), new NoteTrouble(note), caller, id, cancellationToken);
        return answer.Refusal is { } refusal ? refusal : answer.Version;
    }

    public Task<Result<Reply>> SayAsync(Saying saying, Principal caller, CancellationToken cancellationToken) =>
        new Listening(this, grains, views, intake, changes, topics, time).HearAsync(saying, caller, cancellationToken);

    public Task<Result<long>> ChooseAsync(
        string sessionId, string optionId, string commandId, Principal caller, CancellationToken cancellationToken) =>
        AskAsync(sessionId, new ChooseOption(optionId, null), commandId, caller, cancellationToken);

    public async Task<Result<long>> DecideAsync(
        DecidePlan decide, string commandId, Principal caller, CancellationToken cancellationToken) =>
        await views.FindAsync(SessionKind.ApprovalRow, decide.PlanHash, cancellationToken) is { } row &&
            caller.MaySee(row.Owner)
            ? await AskAsync(row.Group, decide, commandId, caller, cancellationToken)
            : new Problem(
                ProblemCode.NotFound, $"There is no plan '{decide.PlanHash}'.", "GET /v1/approvals lists what waits.");

    public Task<Result<long>> CancelAsync(
        string sessionId, string reason, string commandId, Principal caller, CancellationToken cancellationToken) =>
        AskAsync(sessionId, new CancelSession(reason), commandId, caller, cancellationToken);

    public async Task<Result<long>> CancelTaskAsync(
        string taskId, string commandId, Principal caller, CancellationToken cancellationToken)
    {
        var task = await reading.TaskAsync(taskId, caller, cancellationToken);

        return task.Value is { } view
            ? await AskAsync(
                view.SessionId, new DetachTask(taskId, "cancelled by its caller"), commandId, caller, cancellationToken)
            : task.Problem!;
    }

    public Task<Result<SessionView>> SessionAsync(
        string sessionId, Principal caller, CancellationToken cancellationToken) =>
        reading.SessionAsync(sessionId, caller, cancellationToken);

    public Task<Result<TaskView>> TaskAsync(string taskId, Principal caller, CancellationToken cancellationToken) =>
        reading.TaskAsync(taskId, caller, cancellationToken);

    public Task<Result<Page<TaskView>>> TasksAsync(
        TaskFilter filter, Principal caller, CancellationToken cancellationToken) =>
        reading.PageAsync(
            new ViewQuery(
                SessionKind.TaskRow, [caller.ToString()],
                filter.Standing is { } standing ? [TaskStandings.Text(standing)] : null,
                filter.ContextId, filter.Tenant, filter.Since, PageSize: filter.PageSize, PageToken: filter.PageToken),
            KaosJson.Default.TaskView, cancellationToken);

    public Task<Result<IncidentView>> IncidentAsync(
        string incidentId, Principal caller, CancellationToken cancellationToken) =>
        reading.IncidentAsync(incidentId, caller, cancellationToken);

    public Task<Result<Page<IncidentView>>> IncidentsAsync(
        IncidentFilter filter, Principal caller, CancellationToken cancellationToken) =>
        reading.IncidentsAsync(
            new ViewQuery(
                IncidentKind.Name, Reading.Owners(caller), filter.States?.Select(IncidentKind.Text).ToList(),
                filter.Namespace,
                filter.Class, PageSize: filter.PageSize, PageToken: filter.PageToken),
            cancellationToken);

    public Task<Result<Page<ApprovalView>>> ApprovalsAsync(
        string? pageToken, int pageSize, Principal caller, CancellationToken cancellationToken) =>
        reading.PageAsync(
            new ViewQuery(
                SessionKind.ApprovalRow, Reading.Owners(caller), ["waiting"], PageSize: pageSize, PageToken: pageToken),
            KaosJson.Default.ApprovalView, cancellationToken);

    public async Task<Result<HealthReport>> HealthAsync(
        string? cluster, string? @namespace, Principal caller, CancellationToken cancellationToken)
    {
        var opened = await clusters.OpenAsync(
            cluster ?? (clusters.Names is [var first, ..] ? first : ""), cancellationToken);
        if (opened.Value is not { } found)
        {
            return opened.Problem ?? new Problem(ProblemCode.NotFound, $"There is no cluster '{cluster}'.");
        }

        // A look over a whole cluster crosses tenants; a namespace belongs to one.
        if (!caller.MaySee(@namespace is null ? "*" : clusters.TenantOf(found.Name, @namespace)))
        {
            return new Problem(
                ProblemCode.Forbidden, "You may not see everything in this cluster.", "Ask for a namespace of yours.");
        }

        var world = found.Look();
        if (@namespace is not null && world.Objects.Namespaces.Count > 0 &&
            world.Objects.Namespaces.All(known => known.Metadata.Name != @namespace))
        {
            var visible = world.Objects.Namespaces.Select(known => known.Metadata.Name)
                .Where(name => caller.MaySee(clusters.TenantOf(found.Name, name))).Order(StringComparer.Ordinal)
                .Take(20);
            return new Problem(
                ProblemCode.NotFound, $"There is no namespace '{@namespace}' in {found.Name}.",
                $"There are: {string.Join(", ", visible)}.");
        }

        var incidents = await IncidentsAsync(
            new IncidentFilter(null, @namespace, null, MostIncidents, null), caller, cancellationToken);
        return HealthCheck.Of(
            world, @namespace,
            [.. incidents.Value?.Items.Where(incident => incident.Cluster is null ||
                incident.Cluster == found.Name) ?? []]);
    }

    public IAsyncEnumerable<NumberedEvent> EventsAsync(
        string sessionId, long fromSeq, CancellationToken cancellationToken) =>
        DecodeAsync(log.ReadAsync(SessionKind.IdOf(sessionId).Stream, fromSeq, cancellationToken), cancellationToken);

    public IAsyncEnumerable<NumberedEvent> TailAsync(
        string sessionId, long fromSeq, CancellationToken cancellationToken) =>
        DecodeAsync(log.TailAsync(SessionKind.IdOf(sessionId).Stream, fromSeq, cancellationToken), cancellationToken);

    /// <summary>
    /// Correlator, incident and session hear of a new signal one after the other; this waits for the last.
    /// </summary>
    private async Task OpenedAsync(string sessionId, CancellationToken cancellationToken)
    {
        await foreach (var _ in log.TailAsync(SessionKind.IdOf(sessionId).Stream, 1, cancellationToken))
        {
            return;
        }
    }

    private async Task<Result<long>> AskAsync(
        string sessionId, SessionCommand command, string commandId, Principal caller,
        CancellationToken cancellationToken)
    {
        var seen = await reading.SessionAsync(sessionId, caller, cancellationToken);
        if (seen.Problem is { } hidden)
        {
            return hidden;
        }

        var answer = await grains.AskAsync(SessionKind.IdOf(sessionId), command, caller, commandId, cancellationToken);

        return answer.Refusal is { } refusal ? refusal : answer.Version;
    }

    private async IAsyncEnumerable<NumberedEvent> DecodeAsync(
        IAsyncEnumerable<StoredEvent> stored, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in stored.WithCancellation(cancellationToken))
        {
            var fact = sessions.Events.Read(item.Type, item.Data.Span);
            yield return new NumberedEvent(item.Seq, item.At, fact);
            if (fact is SessionEnded or QuestionAnswered)
            {
                yield break;
            }
        }
    }
}
