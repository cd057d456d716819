using System.Globalization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Kaos.Diagnosis;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// Where KAOS may only propose, people mend things by hand: it sees that, says so, and closes the case itself.
/// </summary>
internal sealed class RepairWork(DriverTools tools, SessionLog log)
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    // So many looks in a row without a symptom, after there was one: a restart in between is no repair.
    private const int QuietLooks = 3;

    public async Task AwaitAsync(SessionState state, CancellationToken cancellationToken)
    {
        var cluster = tools.Clusters.Find(state.Signal?.Cluster ?? "")
            ?? throw new InvalidOperationException(
                "The session's cluster is not connected to this KAOS any more; connect it again.");
        var (ill, quiet) = (IsIll(cluster, state.Finding), 0);
        while (true)
        {
            await cluster.DelayUntilAsync(cluster.Now + Between, cancellationToken);
            state = await log.StateAsync(cancellationToken);
            if (Agenda.Next(state) is not Work.AwaitRepair)
            {
                return;
            }

            var now = IsIll(cluster, state.Finding);
            (ill, quiet) = (ill == true || now == true ? true : ill, now == false ? quiet + 1 : 0);
            var plan = await CarriedOutAsync(state, cancellationToken);
            if (quiet >= QuietLooks && (ill == true || plan is not null) &&
                (plan is null || await HelpedAsync(state, plan, cancellationToken)))
            {
                await CloseAsync(state, plan, cancellationToken);
                return;
            }
        }
    }

    /// <summary>Closes a case that is well again, and says whether it was mended as a plan proposed.</summary>
    public async Task CloseAsync(SessionState state, CancellationToken cancellationToken) =>
        await CloseAsync(state, await CarriedOutAsync(state, cancellationToken), cancellationToken);

    private async Task CloseAsync(SessionState state, Plan? plan, CancellationToken cancellationToken)
    {
        var cluster = tools.Clusters.Find(state.Signal?.Cluster ?? "");
        var now = cluster?.Now ?? tools.Time.GetUtcNow();
        var about = plan ?? state.Plans.Values.MaxBy(made => made.MadeAt);
        var writer = about is null ? null : await tools.Gate.LastWriterAsync(about, cancellationToken);
        writer = writer is not null && writer.At >= about?.MadeAt ? writer : null;
        var by = writer is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $" by {writer.Manager} at {writer.At.UtcDateTime:HH:mm} UTC");
        var how = plan is null ? "in another way than proposed" : $"as {plan.WorkflowId} proposed";
        var text = $"Repaired by hand{by}, {how}. KAOS wrote nothing.";
        await log.ReportAsync(
            cancellationToken,
            new RepairedByHand(plan?.Hash, writer?.Manager, writer?.At ?? now, text),
            new SessionEnded(SessionOutcome.Resolved, text, now + tools.Options.ReopenWindow));
    }

    // Null: it could not be seen.
    private static bool? IsIll(ICluster cluster, Finding? finding)
    {
        var world = cluster.Look();
        return finding is null ||
            world.NotRead.Any(part => part.What.StartsWith("pods", StringComparison.OrdinalIgnoreCase))
            ? null
            : Examiner.Symptoms(world)
                .Any(symptom => symptom.Subject with { Container = null } == finding.Subject with { Container = null });
    }

    private async Task<Plan?> CarriedOutAsync(SessionState state, CancellationToken cancellationToken)
    {
        foreach (var plan in state.Plans.Values.OrderByDescending(plan => plan.MadeAt))
        {
            if (await IsCarriedOutAsync(plan, cancellationToken))
            {
                return plan;
            }
        }

        return null;
    }

    // Every step that says how an object shall be. That something was restarted or evicted leaves no mark to compare.
    private async Task<bool> IsCarriedOutAsync(Plan plan, CancellationToken cancellationToken)
    {
        for (var step = 0; step < plan.Steps.Length; step++)
        {
            if ((step == 0 || TypedActions.Find(plan.Steps[step].Action) is { IsDesiredState: true })
                && await tools.Gate.LookAsync(plan, step, undo: false, cancellationToken) != StepSighting.Happened)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> HelpedAsync(SessionState state, Plan plan, CancellationToken cancellationToken) =>
        state.Finding is { } finding
        && (await tools.Verifier.ReadAsync(plan, finding, plan.MadeAt, final: false,
            cancellationToken)).State == VerificationState.Good;
}
