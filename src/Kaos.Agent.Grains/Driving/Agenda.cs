using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Driving;

/// <summary>One piece of long work that a session's state asks for.</summary>
internal abstract record Work
{
    public sealed record Investigate : Work;

    public sealed record Offer : Work;

    /// <summary>KAOS may only propose: looks whether somebody has mended it by hand.</summary>
    public sealed record AwaitRepair : Work;

    public sealed record Judge(Plan Plan) : Work;

    public sealed record TakeGrant(Plan Plan) : Work;

    /// <summary>A permission is held for a plan that is not carried out any more, or the session is over.</summary>
    public sealed record ReturnGrant(Plan Plan, string Grant) : Work;

    /// <summary>Records the intent, then writes.</summary>
    public sealed record Write(Plan Plan, int Step, bool Undo) : Work;

    /// <summary>
    /// An intent without an outcome: a driver died there. Looks at the world before anything is repeated.
    /// </summary>
    public sealed record Settle(Plan Plan, StepRun Run) : Work;

    public sealed record AwaitRollout(Plan Plan, StepRun Run) : Work;

    public sealed record StartWatch(Plan Plan) : Work;

    public sealed record Watch(Plan Plan, DateTimeOffset From, DateTimeOffset Until) : Work;

    /// <summary>
    /// A branch was pushed: makes sure that it is there, and begins to wait for it to be merged and applied.
    /// </summary>
    public sealed record StartAwaitMerge(Plan Plan) : Work;

    public sealed record AwaitMerge(Plan Plan, DateTimeOffset Until) : Work;

    public sealed record StartUndo(Plan Plan, string Why) : Work;

    public sealed record Finish(Plan Plan, FinishAs How) : Work;
}

internal enum FinishAs
{
    Resolved,
    RolledBack,

    /// <summary>A write may or may not have happened, or an undo did not work: a person has to look.</summary>
    Escalated,
}

/// <summary>
/// State -> what to do next. A driver holds nothing that is not in the log: killed anywhere, the next one asks here and
/// goes on.
/// </summary>
internal static class Agenda
{
    /// <summary>Null: nothing until somebody says or decides something.</summary>
    public static Work? Next(SessionState state) => state switch
    {
        { Opened: false } => null,
        { LeftGrant: { } left } => left,
        { Over: true } => null,
        { Phase: IncidentState.Investigating, Examination: null } => new Work.Investigate(),
        { Phase: IncidentState.Investigating, Stale: true } => new Work.Investigate(),
        { Phase: IncidentState.Investigating } => new Work.Offer(),
        { Phase: IncidentState.AwaitingChoice, OnlyProposed: true, Signal.Request: null } => new Work.AwaitRepair(),
        { Execution: { } execution, Plan: { } plan } => Carry(plan, execution),
        _ => null,
    };

    private static Work? Carry(Plan plan, Execution execution) => execution switch
    {
        { Judgement: null } => new Work.Judge(plan),
        { Judgement: not Effect.Allow } => null,
        { Steps: [.., { Stage: StepStage.Intended } run] } => new Work.Settle(plan, run),
        { Steps: [.., { Stage: StepStage.Written } run] } => new Work.AwaitRollout(plan, run),
        { Steps: [.., { Stage: StepStage.Unclear }] } => new Work.Finish(plan, FinishAs.Escalated),
        // What is in a repository is taken back by people.
        { Steps: [.., { Stage: StepStage.Failed }] } or { Ok: false } when plan.IsForRepository() =>
            new Work.Finish(plan, FinishAs.Escalated),
        { Undoing: true, Steps: [.., { Stage: StepStage.Failed, Undo: true }] } =>
            new Work.Finish(plan, FinishAs.Escalated),
        { Undoing: true } => NextUndo(plan, execution),
        { Steps: [.., { Stage: StepStage.Failed }], Failure: var why } =>
            new Work.StartUndo(plan, why ?? "a step failed"),
        { Ok: true } => new Work.Finish(plan, FinishAs.Resolved),
        { Ok: false, Failure: var why } => new Work.StartUndo(plan, why ?? "it did not help"),
        { Grant: null } => new Work.TakeGrant(plan),
        { Steps.Count: var done } when done < plan.Steps.Length => new Work.Write(plan, done, Undo: false),
        { WatchUntil: { } until } when plan.IsForRepository() => new Work.AwaitMerge(plan, until),
        _ when plan.IsForRepository() => new Work.StartAwaitMerge(plan),
        { WatchFrom: { } from, WatchUntil: { } until } => new Work.Watch(plan, from, until),
        _ => new Work.StartWatch(plan),
    };

    private static bool IsForRepository(this Plan plan) => plan.Steps.Any(step => step.PullRequest is not null);

    // Last written first, and restarts at the end: what restarts has to start with what was put back. A step without an
    // inverse cannot be undone and is left for a person.
    private static Work NextUndo(Plan plan, Execution execution)
    {
        var undone = execution.Steps.Where(run => run.Undo).Select(run => run.Step).ToHashSet();
        var left = execution.Steps
            .Where(run => run is { Undo: false, Stage: StepStage.Completed } && !undone.Contains(run.Step))
            .Select(run => run.Step)
            .OrderBy(step => plan.Steps[step].Action == ActionNames.RolloutRestart)
            .ThenByDescending(step => step)
            .ToList();

        return left switch
        {
            [] => new Work.Finish(plan, FinishAs.RolledBack),
            [var step, ..] when plan.Steps[step].Inverse is null => new Work.Finish(plan, FinishAs.Escalated),
            _ when execution.Grant is null => new Work.TakeGrant(plan),
            [var step, ..] => new Work.Write(plan, step, Undo: true),
        };
    }
}
