using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
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
        var subject = fold.Signal?.Subject.Name ?? "this";
        var ago = Span(now - fold.OpenedAt);
        var cause = fold.Signal is { } signal ? $" from {Origin(signal)}" : "";
        return $"There's already an investigation running on {subject}: it started {ago} ago{cause}. Let me catch you up.";
    }

    public static string Choices(ChoicesOffered offered)
    {
        var text = new StringBuilder(offered.Summary.Trim());
        foreach (var option in offered.Options)
        {
            text.Append("\n\n").Append(option.Id).Append(": ").Append(option.Name).Append('\n');
            if (option.PlanHash is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"Confidence: {Percent(option.Confidence)} · Risk: {Kebab.Write(option.Risk)}\n");
            }

            text.Append(option.Description);
        }

        return text.Append("\n\nWhich one? Answer with its name, or ask.").ToString();
    }

    public static string Approval(ApprovalRequested asked, Plan? plan)
    {
        var text = new StringBuilder();
        text.Append("This needs an approval: ").Append(asked.Why.Trim()).Append('\n');
        if (plan is not null)
        {
            text.Append('\n').Append(plan.Summary).Append(" (").Append(plan.Target).Append(")\n\n").Append(plan.Diff.TrimEnd()).Append('\n');
            foreach (var warning in plan.Warnings)
            {
                text.Append("\nNote: ").Append(warning);
            }

            if (plan.Rollback is { } rollback)
            {
                text.Append("\nUndo: ").Append(rollback);
            }
        }

        return text
            .Append(CultureInfo.InvariantCulture, $"\n\nAnswer 'approve' or 'reject' before {asked.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.")
            .ToString();
    }

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

    public static string Watching(WatchStarted watch) =>
        $"I'll keep watching for the next {Span(watch.Until - watch.From)} to make sure that it holds.";

    public static string Gate(GateJudged judged)
    {
        var reasons = judged.Verdicts.Where(static verdict => verdict.Effect == Effect.Deny).Select(static verdict => verdict.Reason);
        return $"The gate does not let this through: {string.Join(" ", reasons)}";
    }

    public static ImmutableDictionary<string, JsonElement> Metadata(TaskFold fold) =>
        fold.IncidentId.Length == 0
            ? ImmutableDictionary<string, JsonElement>.Empty.Add("kaos.sessionId", Text(fold.SessionId))
            : ImmutableDictionary<string, JsonElement>.Empty
                .Add("kaos.sessionId", Text(fold.SessionId))
                .Add("kaos.incidentId", Text(fold.IncidentId));

    public static string Span(TimeSpan span) => span switch
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

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, DataPartsJson.Default.String);
}
