using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Execution;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate;

/// <summary>The one gate: judges, and carries out what was judged. No other code has a cluster's writer.</summary>
internal sealed class WriteGate(
    GateJudge judge, IClusterWriters writers, IClusters clusters, IGrants grants, GrantedWriters ofGrants,
    PullRequests repositories,
    TimeProvider time, GateOptions options) : IGate
{
    // Of a plan that writes in a repository alone.
    private const string NoRights = "no-rights-in-the-cluster";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    public ValueTask<Judgement> JudgeAsync(Plan plan, Consent consent, CancellationToken cancellationToken) =>
        judge.JudgeAsync(plan, consent, cancellationToken);

    public Task<Grant> TakeGrantAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken) =>
        NeedsNone(plan)
            ? Task.FromResult(new Grant(NoRights, time.GetUtcNow() + options.GrantLasts))
            : grants.TakeAsync(plan, reason, cancellationToken);

    public async Task ReturnGrantAsync(Plan plan, string grant, CancellationToken cancellationToken)
    {
        ofGrants.Forget(plan.Hash);
        if (grant != NoRights)
        {
            await grants.ReturnAsync(plan.Cluster, grant, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<string>> SweepGrantsAsync(
        IReadOnlySet<string> inUse, CancellationToken cancellationToken)
    {
        var left = (await grants.StandingAsync(cancellationToken)).Where(standing => !inUse.Contains(standing.Grant))
            .ToArray();
        foreach (var (cluster, grant) in left)
        {
            await grants.ReturnAsync(cluster, grant, cancellationToken);
        }

        return [.. left.Select(standing => standing.Grant)];
    }

    public async Task<IReadOnlyList<string>> SweepDebugPodsAsync(
        Func<string, CancellationToken, ValueTask<AbandonedPlan?>> abandoned, CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        foreach (var reader in clusters.All.Select(cluster => writers.ReaderFor(cluster.Name))
            .OfType<IKubernetesReader>())
        {
            foreach (var job in await DebugRunner.StandingAsync(reader, cancellationToken))
            {
                if (await abandoned(job.HashHead, cancellationToken) is { } left
                    && left.Plan.Steps.Any(step => step.Command is { Image: not null } && step.Target == job.Target))
                {
                    await RemoveAsync(left, job, cancellationToken);
                    removed.Add(job.Target.ToString());
                }
            }
        }

        return removed;
    }

    private async Task RemoveAsync(AbandonedPlan left, DebugRunner.Standing job, CancellationToken cancellationToken)
    {
        var grant = await TakeGrantAsync(left.Plan, left.Reason, cancellationToken);
        try
        {
            if (DebuggerOf(left.Plan, granted: true) is { } debugger
                && await debugger.RemoveAsync(job.Target, job.Uid, cancellationToken) is { } why)
            {
                throw new TimeoutException(why);
            }
        }
        finally
        {
            await ReturnGrantAsync(left.Plan, grant.Id, cancellationToken);
        }
    }

    public async Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        // The caller has asked Judge; what holds for every write is asked again, since this is the last door.
        if (await judge.ForbidsAsync(plan, undo, cancellationToken) is { } no)
        {
            return new StepOutcome(
                no is { Rule: KillSwitchRule.RuleName } or { Stage: "maturity" }
                    ? StepResult.Stopped
                    : StepResult.Refused,
                $"Nothing was written. {no.Reason}");
        }

        if (plan.Steps[step].PullRequest is not null)
        {
            return undo || writers.ReaderFor(plan.Cluster) is not { } reader
                ? new StepOutcome(
                    StepResult.Refused, "Nothing was pushed: a branch is taken back by people, or the cluster is gone.")
                : await new BranchPusher(reader, repositories).PushAsync(plan, step, cancellationToken);
        }

        if (plan.Steps[step].Command is { Image: not null })
        {
            return undo || DebuggerOf(plan, granted: true) is not { } debugger
                ? new StepOutcome(
                    StepResult.Refused, "Nothing was run: a program that ran cannot be undone, or the cluster is gone.")
                : await debugger.RunAsync(plan, step, cancellationToken);
        }

        if (plan.Steps[step].Command is not null)
        {
            return undo || RunnerOf(plan) is not { } runner
                ? new StepOutcome(
                    StepResult.Refused, "Nothing was run: a program that ran cannot be undone, or the cluster is gone.")
                : await runner.RunAsync(plan, step, cancellationToken);
        }

        if (WriterOf(plan, granted: true) is not { } writer)
        {
            return new StepOutcome(
                StepResult.Refused, $"Nothing was written: there is no cluster {plan.Cluster} that could be changed.");
        }

        return await WriteWhenAllowedAsync(writer, plan, step, undo, cancellationToken);
    }

    public Task<StepSighting> LookAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken) =>
        // Nothing in the cluster shows whether a program ran, but for the Job that it has to itself.
        plan.Steps[step].Command is { Image: not null }
            ? DebuggerOf(plan)?.LookAsync(plan, step, cancellationToken) ?? Task.FromResult(StepSighting.CannotTell)
            : plan.Steps[step].Command is null && WriterOf(plan) is { } writer
            ? writer.LookAsync(plan, step, undo, cancellationToken)
            : Task.FromResult(StepSighting.CannotTell);

    public Task<StepSighting> LookAtBranchAsync(Plan plan, int step, CancellationToken cancellationToken) =>
        plan.Steps[step].PullRequest is { } request
            ? repositories.LookAsync(request, cancellationToken)
            : Task.FromResult(StepSighting.CannotTell);

    public Task<FieldWriter?> LastWriterAsync(Plan plan, CancellationToken cancellationToken) =>
        WriterOf(plan) is { } writer
            ? writer.LastWriterAsync(plan, cancellationToken)
            : Task.FromResult<FieldWriter?>(null);

    public IAsyncEnumerable<RolloutProgress> RolloutAsync(
        Plan plan, int step, bool undo, CancellationToken cancellationToken) =>
        clusters.Find(plan.Cluster) is { } cluster && writers.ReaderFor(plan.Cluster) is { } reader
            ? new RolloutWatch(reader, cluster)
                .FollowAsync(plan.Steps[step].RolloutOf ?? plan.Steps[step].Target, cancellationToken)
            : throw new TimeoutException($"There is no cluster {plan.Cluster} whose roll-out could be watched.");

    // Pods that were evicted before come up again elsewhere, and then the budget lets the next one go.
    private async Task<StepOutcome> WriteWhenAllowedAsync(
        StepWriter writer, Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        var cluster = clusters.Find(plan.Cluster);
        var until = cluster?.Now + Patience;
        while (true)
        {
            var outcome = await writer.WriteAsync(plan, step, undo, cancellationToken);
            if (outcome.Result != StepResult.Held || cluster is null || cluster.Now >= until)
            {
                return outcome;
            }

            await cluster.DelayUntilAsync(cluster.Now + Between, cancellationToken);
        }
    }

    private static bool NeedsNone(Plan plan) => plan.Steps.All(step => step.PullRequest is not null);

    private DebugRunner? DebuggerOf(Plan plan, bool granted = false) =>
        ClientOf(plan, granted) is { } writer && writers.ReaderFor(plan.Cluster) is { } reader &&
            clusters.Find(plan.Cluster) is { } cluster
            ? new DebugRunner(reader, writer, cluster, options)
            : null;

    private CommandRunner? RunnerOf(Plan plan) =>
        ClientOf(plan, granted: true) is { } writer && writers.ReaderFor(plan.Cluster) is { } reader &&
            clusters.Find(plan.Cluster) is { } cluster
            ? new CommandRunner(reader, writer, cluster)
            : null;

    private StepWriter? WriterOf(Plan plan, bool granted = false) =>
        ClientOf(plan, granted) is { } writer && writers.ReaderFor(plan.Cluster) is { } reader
            ? new StepWriter(reader, writer, options)
            : null;

    // Looking never takes a grant; writing takes the plan's own where there is a broker, and never falls back.
    private IKubernetesWriter? ClientOf(Plan plan, bool granted) =>
        granted && grants.HasBroker(plan.Cluster) ? ofGrants.For(plan) : writers.For(plan.Cluster);
}
