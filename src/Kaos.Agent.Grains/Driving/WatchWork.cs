using System.Globalization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Driving;

/// <summary>After the last step: watch for the window, decide whether it helped, undo if not, end.</summary>
internal sealed class WatchWork(DriverTools tools, SessionLog log)
{
    public async Task StartAsync(Plan plan, CancellationToken cancellationToken)
    {
        var from = Cluster(plan).Now;
        await log.ReportAsync(
            cancellationToken,
            new Narrated(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Done. I keep watching for the next {plan.Verification.Window.TotalMinutes:0} minutes.\n"),
                $"watch:{plan.Hash}"),
            new WatchStarted(plan.Hash, from, from + plan.Verification.Window));
    }

    public async Task WatchAsync(SessionState state, Work.Watch watch, CancellationToken cancellationToken)
    {
        var cluster = Cluster(watch.Plan);
        var finding = state.Finding ?? throw new InvalidOperationException("A plan was made for a finding.");
        var pause = (watch.Until - watch.From) / tools.Options.WatchReadings;

        // A window is so many readings, also where the cluster's clock is set back meanwhile. A pod that is replaced is
        // away for one reading: worse counts when it is seen twice in a row, or at the end.
        var wasWorse = false;
        for (var left = tools.Options.WatchReadings; ; left--)
        {
            var next = cluster.Now + pause;
            await cluster.DelayUntilAsync(next < watch.Until ? next : watch.Until, cancellationToken);

            var final = left <= 1 || cluster.Now >= watch.Until;
            var worse = HealthOfWorkloads.Worse(
                state.Execution?.Before ?? [], HealthOfWorkloads.Measure(cluster.Look(), watch.Plan, finding));
            var isWorse = worse is not null && (final || wasWorse);
            wasWorse = worse is not null;
            var reading = await tools.Verifier.ReadAsync(
                watch.Plan, finding, watch.From, final || isWorse, cancellationToken);
            if (isWorse)
            {
                await ConcludeAsync(
                    watch.Plan, reading with { State = VerificationState.Failed, Text = $"{worse} {reading.Text}" },
                    cancellationToken);
                return;
            }

            if (final || reading.State == VerificationState.Failed)
            {
                await ConcludeAsync(watch.Plan, reading, cancellationToken);
                return;
            }
        }
    }

    public async Task StartUndoAsync(
        Plan plan, string why, CancellationToken cancellationToken) => await log.ReportAsync(
        cancellationToken, new Narrated($"It did not help: {why} Undoing it.\n", $"undo:{plan.Hash}"),
        new UndoStarted(plan.Hash, why));

    public async Task FinishAsync(SessionState state, Plan plan, FinishAs how, CancellationToken cancellationToken)
    {
        var why = state.Execution?.Failure ?? "";
        var facts = new List<SessionEvent>();
        if (state.Execution?.Grant is { } grant)
        {
            try
            {
                await tools.Gate.ReturnGrantAsync(plan, grant, cancellationToken);
                facts.Add(new GrantReturned(plan.Hash, grant));
            }
            catch (TimeoutException)
            {
                // A broker that does not answer holds up no ending: the keeper of grants goes on trying.
            }
        }

        var undone = how == FinishAs.RolledBack && state.Execution is { } execution
            ? await UndoneAsync(plan, execution, state.Finding, cancellationToken)
            : null;
        facts.Add(how switch
        {
            FinishAs.Resolved => new SessionEnded(
                SessionOutcome.Resolved, "All clear. Closing this one out.",
                Cluster(plan).Now + tools.Options.ReopenWindow),
            FinishAs.RolledBack when undone is { IsSeen: true } => new SessionEnded(
                SessionOutcome.RolledBack,
                $"What was done has been undone: {why} {undone.Text} A person has to take over."),
            FinishAs.RolledBack => new SessionEnded(
                SessionOutcome.Escalated,
                $"What was done was to be undone: {why} {undone?.Text} A person has to take over."),
            _ => new SessionEnded(SessionOutcome.Escalated, $"A person has to take over: {why}"),
        });
        await log.ReportAsync(cancellationToken, [.. facts]);
    }

    // That the way back was taken is looked at, too: the fields, and the workloads' own health.
    private async Task<Undone> UndoneAsync(
        Plan plan, Execution execution, Finding? finding, CancellationToken cancellationToken)
    {
        List<ObjectRef> otherwise = [], unseen = [];
        foreach (var step
            in execution.Steps.Where(run => run is { Undo: true, Stage: StepStage.Completed }).Select(run => run.Step))
        {
            switch (await tools.Gate.LookAsync(plan, step, undo: true, cancellationToken))
            {
                case StepSighting.Happened:
                    break;
                case StepSighting.CannotTell:
                    unseen.Add(plan.Steps[step].Target);
                    break;
                default:
                    otherwise.Add(plan.Steps[step].Target);
                    break;
            }
        }

        var worse = finding is null || tools.Clusters.Find(plan.Cluster) is not { } cluster
            ? null
            : HealthOfWorkloads.Worse(execution.Before, HealthOfWorkloads.Measure(cluster.Look(), plan, finding));
        return otherwise.Count > 0
            ? new Undone(false, $"{string.Join(", ", otherwise.Distinct())} is not as it was before.")
            : new Undone(true, unseen.Count > 0
                ? $"{string.Join(", ", unseen.Distinct())} could not be read again."
                : $"I have looked: the fields are as they were before.{(worse is null ? "" : $" Still, {worse}")}");
    }

    private sealed record Undone(bool IsSeen, string Text);

    /// <summary>Records what the last reading of a window showed.</summary>
    public ValueTask ConcludeAsync(Plan plan, VerificationReading reading, CancellationToken cancellationToken) =>
        reading.State == VerificationState.Unknown
            ? log.ReportAsync(cancellationToken, new SessionEnded(
                SessionOutcome.Escalated,
                $"It could not be verified, and nothing was undone: {reading.Text} A person has to look."))
            : log.ReportAsync(
                cancellationToken,
                [
                    new EvidenceFound(reading.Evidence),
                    new Narrated($"{reading.Text}\n", $"verified:{plan.Hash}"),
                    .. Measured(plan, reading),
                    new Verified(plan.Hash, reading.State == VerificationState.Good, reading.Evidence, reading.Text),
                ]);

    private static IEnumerable<SessionEvent> Measured(
        Plan plan, VerificationReading reading) => reading.Effectiveness is { } measured
        ? [new Narrated($"{Effects.Text(measured)}\n", $"effect:{plan.Hash}"), new EffectMeasured(plan.Hash, measured)]
        : [];

    private ICluster Cluster(Plan plan) => tools.Clusters.Find(plan.Cluster)
        ?? throw new InvalidOperationException(
            $"The cluster '{plan.Cluster}' is not connected to this KAOS any more; connect it again.");
}
