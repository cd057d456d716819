using System.Globalization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// After a branch was pushed: people merge it, a tool applies it, and only then is there something to verify.
/// </summary>
internal sealed class MergeWork(DriverTools tools, SessionLog log)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    public async Task StartAsync(Plan plan, CancellationToken cancellationToken)
    {
        var request = Request(plan);
        var (branch, live) =
            (await tools.Gate.LookAtBranchAsync(plan, 0, cancellationToken), await LiveAsync(plan, cancellationToken));
        if (branch is not (StepSighting.Happened or StepSighting.Changed) && live != StepSighting.Happened)
        {
            await log.ReportAsync(
                cancellationToken, new SessionEnded(SessionOutcome.Escalated, branch == StepSighting.NotHappened
                ? $"Branch {request.Branch} was pushed and is not at {request.Remote} any more. The cluster is as it was; a person has to take over."
                : $"Branch {request.Branch} was pushed, and {request.Remote} could not be read to see that it is there. A person has to look."));
            return;
        }

        var from = Cluster(plan).Now;
        await log.ReportAsync(
            cancellationToken,
            new Narrated(
                $"Branch {request.Branch} is at {request.Remote}. Review it and merge it into {request.Base}; {request.Tool} applies it then. "
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"I look for it in the cluster for the next {tools.Options.AwaitMerge.TotalMinutes:0} minutes.\n"),
                $"branch:{plan.Hash}"),
            new WatchStarted(plan.Hash, from, from + tools.Options.AwaitMerge));
    }

    public async Task AwaitAsync(SessionState state, Work.AwaitMerge waiting, CancellationToken cancellationToken)
    {
        var (plan, cluster) = (waiting.Plan, Cluster(waiting.Plan));
        // So many readings at most, also where the cluster's clock is set back meanwhile.
        var left = (int)(tools.Options.AwaitMerge / Between) + 1;
        while (await LiveAsync(plan, cancellationToken) != StepSighting.Happened)
        {
            if (cluster.Now >= waiting.Until || left-- == 0)
            {
                await HandOverAsync(plan, cancellationToken);
                return;
            }

            var next = cluster.Now + Between;
            await cluster.DelayUntilAsync(next < waiting.Until ? next : waiting.Until, cancellationToken);
        }

        var merged = cluster.Now;
        await log.TellAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The change is in the cluster. I keep watching for the next {plan.Verification.Window.TotalMinutes:0} minutes.\n"),
            $"merged:{plan.Hash}", cancellationToken);
        await cluster.DelayUntilAsync(merged + plan.Verification.Window, cancellationToken);
        var finding = state.Finding ?? throw new InvalidOperationException("A plan was made for a finding.");
        await new WatchWork(tools, log).ConcludeAsync(
            plan, await tools.Verifier.ReadAsync(plan, finding, merged, final: true, cancellationToken),
            cancellationToken);
    }

    private async Task HandOverAsync(Plan plan, CancellationToken cancellationToken)
    {
        var request = Request(plan);
        var there = await tools.Gate.LookAtBranchAsync(plan, 0, cancellationToken) switch
        {
            StepSighting.Happened or StepSighting.Changed =>
                $"waits at {request.Remote} to be merged into {request.Base}",
            StepSighting.NotHappened =>
                $"is not at {request.Remote} any more, merged or taken away, and {request.Tool} has applied nothing of it yet",
            _ => $"was pushed to {request.Remote}, which could not be read again",
        };
        await log.ReportAsync(cancellationToken, new SessionEnded(
            SessionOutcome.HandedOver,
            $"Handed over to GitOps: branch {request.Branch} {there}. The cluster is as it was, so the trouble goes on until it is merged and applied.",
            Cluster(plan).Now + tools.Options.ReopenWindow));
    }

    private Task<StepSighting> LiveAsync(Plan plan, CancellationToken cancellationToken) =>
        tools.Gate.LookAsync(plan, 0, undo: false, cancellationToken);

    private static PullRequest Request(Plan plan) => plan.Steps[0].PullRequest
        ?? throw new InvalidOperationException("A plan that is waited for names its branch.");

    private ICluster Cluster(Plan plan) => tools.Clusters.Find(plan.Cluster)
        ?? throw new InvalidOperationException(
            $"The cluster '{plan.Cluster}' is not connected to this KAOS any more; connect it again.");
}
