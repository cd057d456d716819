using System.Globalization;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Cli;

/// <summary>An event in a few words, for who reads a log from top to bottom. Pure.</summary>
internal static class ReplayText
{
    private const int Longest = 140;

    public static string Of(SessionEvent fact) => Short(fact switch
    {
        SessionOpened opened => $"{opened.Signal.Subject}: {opened.Signal.Text}",
        TaskAttached attached => $"{attached.Caller}: {attached.Text}",
        TaskDetached detached => detached.Reason,
        MessageReceived message => message.Text,
        Answered answered => answered.Text,
        Narrated narrated => narrated.Text,
        EvidenceFound found => string.Join("; ", found.Items.Select(static item => $"[{item.Id}] {item.Text}")),
        Diagnosed diagnosed => diagnosed.Result.Findings is [var best, ..] ? best.Summary : "no cause found",
        ChoicesOffered offered => string.Join(", ", offered.Options.Select(static option => option.Id)),
        OptionChosen chosen => $"{chosen.By}: {chosen.OptionId}",
        ChosenAlone alone => $"{alone.By}: {alone.OptionId}. {alone.Why}",
        ApprovalRequested asked => asked.Why,
        ApprovalReminded reminded => string.Create(CultureInfo.InvariantCulture, $"expires at {reminded.ExpiresAt:u}"),
        PlanDecided decided => $"{decided.By}: {Kebab.Write(decided.Decision)}",
        GateJudged judged => $"{Kebab.Write(judged.Effect)} at {Kebab.Write(judged.Level)}",
        PlanWentStale stale => stale.Why,
        HealthMeasured health => string.Join(", ", health.Workloads.Select(
            static one => $"{one.Object} {one.Ready}/{one.Wanted} ready")),
        StepIntended step => Step(step.Step, step.Undo),
        StepWritten step => $"{Step(step.Step, step.Undo)}, {step.Outcome}",
        StepFailed step => $"{Step(step.Step, step.Undo)}, {step.Why}",
        PlanStopped stopped => stopped.Why,
        StepCompleted step => Step(step.Step, step.Undo),
        Progressed progressed => progressed.Text,
        WatchStarted watch => $"until {Spans.Date(watch.Until)}",
        Verified verified => verified.Text,
        UndoStarted undo => undo.Why,
        RepairedByHand repaired => repaired.Text,
        SessionEnded ended => $"{Kebab.Write(ended.Outcome)}: {ended.Text}",
        _ => "",
    });

    private static string Step(int step, bool undo) => undo ? $"undo of step {step + 1}" : $"step {step + 1}";

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= Longest ? line : line[..(Longest - 1)] + "…";
    }
}
