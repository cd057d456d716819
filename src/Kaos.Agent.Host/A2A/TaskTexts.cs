using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.A2A;

/// <summary>What a task says in words, for a client that has no eyes for data parts. Pure.</summary>
internal static class TaskTexts
{
    public static string Joined(TaskFold fold, DateTimeOffset now)
    {
        var subject = fold.Session.Signal?.Subject.Name ?? "this";
        var ago = Span(now - fold.OpenedAt);
        var cause = fold.Session.Signal is { } signal ? $" from {Origin(signal)}" : "";
        return $"There's already an investigation running on {subject}: it started {ago} ago{cause}. Let me catch you up.";
    }

    /// <summary>A block for each: id, name, figures, and what it does.</summary>
    public static string Options(ImmutableArray<WorkflowOption> options)
    {
        var text = new StringBuilder();
        foreach (var option in options)
        {
            text.Append(text.Length == 0 ? "" : "\n\n").Append(option.Id).Append(": ").Append(option.Name).Append('\n');
            if (option.PlanHash is not null)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"Confidence: {Percent(option.Confidence)} · Risk: {Kebab.Write(option.Risk)}\n");
            }

            text.Append(option.Description);
        }

        return text.ToString();
    }

    /// <summary>What is to be written, whole, with its warnings and its undo.</summary>
    public static string Planned(Plan plan)
    {
        var text = new StringBuilder();
        text.Append(plan.Summary).Append(" (").Append(plan.Target).Append(")\n\n").Append(plan.Diff.TrimEnd());
        foreach (var warning in plan.Warnings)
        {
            text.Append("\n\nNote: ").Append(warning);
        }

        if (plan.Rollback is { } rollback)
        {
            text.Append("\n\nUndo: ").Append(rollback);
        }

        return text.ToString();
    }

    private static string Choices(ChoicesOffered offered) =>
        $"{offered.Summary.Trim()}\n\n{Options(offered.Options)}\n\nWhich one? Answer with its name, or ask.";

    private static string Approval(ApprovalRequested asked, Plan? plan) =>
        $"This needs an approval: {asked.Why.Trim()}\n{(plan is null ? "" : $"\n{Planned(plan)}\n")}\n"
        + $"Answer 'approve' or 'reject' before {asked.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.";

    public static string Diagnosis(Examination result)
    {
        if (result.Findings.IsDefaultOrEmpty)
        {
            var text = new StringBuilder("The cause is not known.");
            foreach (var symptom in result.Unexplained)
            {
                text.Append(' ').Append(symptom.Text.TrimEnd('.')).Append('.');
            }

            foreach (var missing in result.NotChecked)
            {
                text.Append(" Not looked at: ").Append(missing.What).Append(" (").Append(missing.Why).Append(").");
            }

            return text.ToString();
        }

        var best = result.Findings[0];
        var lines = new StringBuilder(best.Summary);
        foreach (var claim in best.Chain)
        {
            lines.Append("\n- ").Append(claim.Text);
        }

        foreach (var ruled in best.RuledOut)
        {
            lines.Append("\nNot ").Append(ruled.Hypothesis).Append(": ").Append(ruled.Why);
        }

        return lines.ToString();
    }

    /// <summary>What the caller is asked now.</summary>
    public static string Question(TaskFold fold) => fold switch
    {
        { Session.Phase: IncidentState.AwaitingApproval, Asked: { } asked } =>
            Approval(asked, fold.Session.Plans.GetValueOrDefault(asked.PlanHash)),
        { Offered: { } offered } => Choices(offered),
        _ => "Your turn.",
    };

    public static string Chosen(TaskFold fold, OptionChosen chosen) =>
        $"{chosen.By.Name} chose {fold.Session.Options?.FirstOrDefault(option => option.Id == chosen.OptionId)?.Name ?? chosen.OptionId}.";

    public static string Chosen(ChosenAlone alone) =>
        $"KAOS chose {alone.Offer.Options.FirstOrDefault(option => option.Id == alone.OptionId)?.Name ?? alone.OptionId} by itself.";

    public static string Decided(PlanDecided decided) => decided.Decision switch
    {
        PlanDecision.Approve => $"Approved by {decided.By.Name}.",
        PlanDecision.Override => $"Approved by {decided.By.Name}, over the advice.",
        PlanDecision.Reject => $"Rejected by {decided.By.Name}{Because(decided.Reason)}.",
        PlanDecision.Edit => $"{decided.By.Name} wants it changed{Because(decided.Reason)}.",
        _ => "Nobody decided in time: the plan has expired.",
    };

    private static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "a moment",
        { TotalSeconds: < 90 } => Count(span.TotalSeconds, "second"),
        { TotalMinutes: < 90 } => Count(span.TotalMinutes, "minute"),
        _ => Count(span.TotalHours, "hour"),
    };

    private static string Count(double amount, string unit)
    {
        var whole = (long)Math.Round(amount);
        return whole == 1 ? $"1 {unit}" : string.Create(CultureInfo.InvariantCulture, $"{whole} {unit}s");
    }

    private static string Origin(Signal signal) => signal.Source switch
    {
        "alert" => $"the alert {signal.SaidBy}",
        "watch" => "what I saw in the cluster",
        "sentence" => "what somebody told me",
        _ => $"a signal of {signal.SaidBy}",
    };

    private static string Percent(double share) => Math.Round(share * 100).ToString(CultureInfo.InvariantCulture) + "%";

    private static string Because(string? reason) => reason is null ? "" : $": {reason.TrimEnd('.')}";
}
