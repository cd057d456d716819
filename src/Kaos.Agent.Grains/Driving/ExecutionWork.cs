using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Driving;

/// <summary>From an approved plan to its last step: judge, intend, write, wait. Record, then act.</summary>
internal sealed class ExecutionWork(DriverTools tools, SessionLog log)
{
    // The plan whose permission this driver has asked for itself.
    private string? granted;

    public async Task JudgeAsync(SessionState state, Plan plan, CancellationToken cancellationToken)
    {
        var judgement = await tools.Gate.JudgeAsync(plan, Consents.Of(state), cancellationToken);
        await RecordAsync(state, plan, judgement, cancellationToken);
    }

    private async Task RecordAsync(
        SessionState state, Plan plan, Judgement judgement, CancellationToken cancellationToken)
    {
        var judged = new GateJudged(plan.Hash, judgement.Effect, judgement.Level, judgement.Verdicts);
        var why = judgement.Why;

        switch (judgement.Effect)
        {
            case Effect.Allow:
                await log.ReportAsync(cancellationToken, judged);
                break;
            case Effect.Ask:
                var until = tools.Time.GetUtcNow() + tools.Options.ApprovalExpiry;
                await log.ReportAsync(
                    cancellationToken, judged, new ApprovalRequested(plan.Hash, plan.ReviewType, until, why));
                break;
            default:
                await DenyAsync(state, plan, judged, why, cancellationToken);
                break;
        }
    }

    // Whoever chooses again is told again, so the key says how much was told before. Where a person has to do it by
    // hand, what was planned is compared with the cluster first: that person may have done it already.
    private async Task DenyAsync(
        SessionState state, Plan plan, GateJudged judged, string why, CancellationToken cancellationToken)
    {
        var key = $"denied:{plan.Hash}:{state.Narration.Count}";
        if (judged.Verdicts.Any(verdict => verdict is { Effect: Effect.Deny, Stage: not "maturity" }))
        {
            await log.ReportAsync(cancellationToken, new Narrated($"Nothing was written. {why}\n", key), judged);
            return;
        }

        var target = plan.Steps[0].Target;
        var seen = await tools.Gate.LookAsync(plan, 0, undo: false, cancellationToken);
        if (seen is StepSighting.Happened or StepSighting.Changed)
        {
            var changed = seen == StepSighting.Happened
                ? $"{target} is already as this plan would make it."
                : $"{target} has changed in the fields that this plan would write.";
            await log.ReportAsync(
                cancellationToken,
                new Narrated($"Nothing was written. {changed} I make the plans again.\n", key),
                new PlanWentStale(plan.Hash, changed));
            return;
        }

        await log.ReportAsync(cancellationToken, new Narrated(ByHand(plan, seen), key), judged);
    }

    private static string ByHand(Plan plan, StepSighting seen) =>
        $"Nothing was written: KAOS may only propose here (class {plan.IncidentClass}). A person can run by hand, in this order:\n"
        + string.Concat(KubectlCommands.Of(plan).Select(command => $"  {command}\n"))
        + (seen == StepSighting.CannotTell ? $"{plan.Steps[0].Target} could not be read just now, so look at it first.\n" : "")
        + "The options stay open.\n";

    // Named by the plan: a crash between the broker's answer and the record is mended by asking again.
    public async Task TakeGrantAsync(SessionState state, Plan plan, CancellationToken cancellationToken)
    {
        try
        {
            var grant = await tools.Gate.TakeGrantAsync(plan, new(state.IncidentId, state.Word), cancellationToken);
            await log.ReportAsync(cancellationToken, new GrantTaken(plan.Hash, grant.Id, grant.Until));
            granted = plan.Hash;
        }
        catch (GrantRefusedException refused)
        {
            var written = state.Execution is { Steps.IsEmpty: false }
                ? "What was written stays"
                : "Nothing was written";
            await log.ReportAsync(cancellationToken, new SessionEnded(
                SessionOutcome.Escalated,
                $"{written}: the grant broker refused. {refused.Message} A person has to take over."));
        }
    }

    public async Task ReturnGrantAsync(Work.ReturnGrant left, CancellationToken cancellationToken)
    {
        await tools.Gate.ReturnGrantAsync(left.Plan, left.Grant, cancellationToken);
        await log.ReportAsync(cancellationToken, new GrantReturned(left.Plan.Hash, left.Grant));
    }

    public async Task WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        var state = await log.StateAsync(cancellationToken);
        if (step == 0 && !undo && IsLate(state))
        {
            await GoStaleAsync(plan, "The approval is older than approvals last.", cancellationToken);
            return;
        }

        var stopped = undo ? null : await StopsOwnAsync(state, plan, cancellationToken);
        if (stopped is not null && state.Execution is { Steps.IsEmpty: true })
        {
            await StandBackAsync(state, plan, stopped, cancellationToken);
            return;
        }

        // Taken by a driver that died: it may have run out meanwhile. Asked for again, it is the same one, or made
        // anew.
        if (granted != plan.Hash)
        {
            await TakeGrantAsync(state, plan, cancellationToken);
            if (granted != plan.Hash)
            {
                return;
            }
        }

        var what = undo ? $"Undoing: {plan.Steps[step].Description}" : plan.Steps[step].Description;
        await log.ReportAsync(
            cancellationToken,
            [
                new Narrated($"{what}…\n", $"step:{plan.Hash}:{step}:{undo}"),
                .. step == 0 && !undo ? await MeasuredAsync(plan, cancellationToken) : [],
                new StepIntended(plan.Hash, step, undo, log.Epoch, tools.Time.GetUtcNow() + tools.Options.StepDeadline),
            ]);

        // Between two steps only a demotion or the kill switch stops it; the brake and the hours were judged with the
        // first.
        var outcome = stopped is not null && (stopped.Level < Maturity.Act || stopped.Verdicts.Any(IsKillSwitch))
            ? new StepOutcome(StepResult.Stopped, $"Nothing was written. {stopped.Why}")
            : await tools.Gate.WriteAsync(plan, step, undo, cancellationToken);
        await RecordAsync(plan, step, undo, outcome, cancellationToken);
    }

    // What KAOS chose by itself it may do for as long as it may choose it: asked again before every step.
    private async Task<Judgement?> StopsOwnAsync(SessionState state, Plan plan, CancellationToken cancellationToken)
    {
        var consent = Consents.Of(state);
        return consent is { Own: not null, Approvers.IsEmpty: true }
            && await tools.Gate.JudgeAsync(plan, consent, cancellationToken) is { Effect: not Effect.Allow } judgement
                ? judgement
                : null;
    }

    private static bool IsKillSwitch(Verdict verdict) =>
        verdict is { Rule: KillSwitchRule.RuleName, Effect: Effect.Deny };

    // Nothing was written yet, so it stands as the gate says now; whoever approves it takes a permission anew.
    private async Task StandBackAsync(
        SessionState state, Plan plan, Judgement judgement, CancellationToken cancellationToken)
    {
        if (state.Execution?.Grant is { } grant)
        {
            await ReturnGrantAsync(new(plan, grant), cancellationToken);
        }

        await RecordAsync(state, plan, judgement, cancellationToken);
    }

    /// <summary>
    /// Another driver's intent: its write may still be on its way, so its deadline is waited out first.
    /// </summary>
    public async Task SettleAsync(Plan plan, StepRun run, CancellationToken cancellationToken)
    {
        var wait = run.Deadline - tools.Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, tools.Time, cancellationToken);
        }

        var isBranch = plan.Steps[run.Step].PullRequest is not null;
        var seen = await (isBranch
            ? tools.Gate.LookAtBranchAsync(plan, run.Step, cancellationToken)
            : tools.Gate.LookAsync(plan, run.Step, run.Undo, cancellationToken));
        await (seen switch
        {
            StepSighting.Happened => log.ReportAsync(
                cancellationToken, new StepWritten(
                    plan.Hash, run.Step, run.Undo, isBranch ? "seen in the repository" : "seen in the cluster", null))
                    .AsTask(),
            StepSighting.NotHappened => WriteAsync(plan, run.Step, run.Undo, cancellationToken),
            _ => log.ReportAsync(
                cancellationToken,
                new StepFailed(
                    plan.Hash, run.Step, run.Undo, "It cannot be seen whether this step happened.",
                    OutcomeUnknown: true)).AsTask(),
        });
    }

    public async Task AwaitRolloutAsync(Plan plan, StepRun run, CancellationToken cancellationToken)
    {
        if (plan.Steps[run.Step].AwaitRollout)
        {
            try
            {
                await FollowAsync(plan, run, cancellationToken);
            }
            catch (TimeoutException stuck)
            {
                // The write stands; that it does not come up is for the verification, and so for the undo.
                await log.ReportAsync(
                    cancellationToken,
                    new StepCompleted(plan.Hash, run.Step, run.Undo),
                    new Verified(plan.Hash, Ok: false, [], stuck.Message));
                return;
            }
        }

        await log.ReportAsync(cancellationToken, new StepCompleted(plan.Hash, run.Step, run.Undo));
    }

    private async Task FollowAsync(Plan plan, StepRun run, CancellationToken cancellationToken)
    {
        var told = run.Ready;
        await foreach (var progress in tools.Gate.RolloutAsync(plan, run.Step, run.Undo, cancellationToken))
        {
            if (progress.Ready > told)
            {
                told = progress.Ready;
                await log.ReportAsync(cancellationToken, new Progressed(
                    plan.Hash, run.Step, run.Undo, progress.Ready, progress.Of,
                    $"{progress.Ready}/{progress.Of} ready"));
            }
        }
    }

    private async Task<SessionEvent[]> MeasuredAsync(Plan plan, CancellationToken cancellationToken) =>
        tools.Clusters.Find(plan.Cluster) is { } cluster &&
            (await log.StateAsync(cancellationToken)).Finding is { } finding
            && HealthOfWorkloads.Measure(cluster.Look(), plan, finding) is { IsEmpty: false } before
            ? [new HealthMeasured(plan.Hash, before)]
            : [];

    // A machine that slept, or a clock that was set: nobody has agreed to a write at this hour.
    private bool IsLate(SessionState state) => state.Execution?.ApprovedAt is { } approved
        && tools.Time.GetUtcNow() > approved + tools.Options.ApprovalExpiry;

    private ValueTask GoStaleAsync(Plan plan, string why, CancellationToken cancellationToken) => log.ReportAsync(
        cancellationToken,
        new Narrated($"{why} I make the plans again.\n", $"stale:{plan.Hash}"),
        new PlanWentStale(plan.Hash, why));

    private async ValueTask RecordAsync(
        Plan plan, int step, bool undo, StepOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Said is { } said)
        {
            await log.ReportAsync(
                cancellationToken, new EvidenceFound([said]),
                new Narrated($"{outcome.Text}\n{said.Text}\n", $"said:{plan.Hash}:{step}"));
        }

        await OutcomeAsync(plan, step, undo, outcome, cancellationToken);
    }

    private ValueTask OutcomeAsync(
        Plan plan, int step, bool undo, StepOutcome outcome, CancellationToken cancellationToken) =>
        outcome.Result switch
        {
            StepResult.Written or StepResult.Already => log.ReportAsync(
                cancellationToken, new StepWritten(plan.Hash, step, undo, outcome.Text, outcome.ResourceVersion)),
            StepResult.Stale when step == 0 && !undo =>
                GoStaleAsync(plan, $"The cluster changed since the plan was made: {outcome.Text}", cancellationToken),
            _ => log.ReportAsync(
                cancellationToken,
                [
                    new Narrated($"That did not work: {outcome.Text}\n", $"failed:{plan.Hash}:{step}:{undo}"),
                    .. outcome.Result == StepResult.Stopped
                        ? [new PlanStopped(plan.Hash, outcome.Text)]
                        : Array.Empty<SessionEvent>(),
                    new StepFailed(plan.Hash, step, undo, outcome.Text, outcome.Result == StepResult.OutcomeUnknown),
                ]),
        };
}
