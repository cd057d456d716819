using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>Answers questions about a session from what its log holds; changes nothing, knows nothing else.</summary>
internal static partial class Conversation
{
    public static string Answer(SessionState state, string question, DateTimeOffset now) => Topic(question) switch
    {
        "ways" => Ways(state),
        "plan" => PlanOf(state, question),
        "ruled" => RuledOut(state),
        "evidence" => EvidenceOf(state),
        "cause" => Cause(state),
        _ => Standing(state, now),
    };

    /// <summary>Whether the question is about what a session holds. Others are answered by where it stands.</summary>
    public static bool Concerns(string question) =>
        Topic(question) is not "standing" and var topic && (topic != "evidence" || ProofWords().IsMatch(question));

    /// <summary>Where things stand, in one or two sentences.</summary>
    public static string Standing(SessionState state, DateTimeOffset now) => state.Phase switch
    {
        IncidentState.Investigating =>
            $"I am still investigating {Subject(state)}; {state.Evidence.Count} pieces of evidence so far.",
        IncidentState.AwaitingChoice => $"{Cause(state)} {Ways(state)}",
        IncidentState.AwaitingApproval =>
            $"The plan for {state.ChosenOption} waits for approval by a person with the approver role"
            + (state.Execution?.ApprovalExpires is { } expires ? $", until {Time(expires)} ({Minutes(expires - now)} left)." : "."),
        IncidentState.Executing => $"{state.ChosenOption} is under way: {Steps(state)}.",
        IncidentState.Watching =>
            $"{state.ChosenOption} is done; I am watching until {Time(state.Execution?.WatchUntil)} (cluster time).",
        _ => $"This session is over ({state.Outcome?.ToString().ToLowerInvariant()}). {Cause(state)}",
    };

    /// <summary>The options in words; what a person reads who has no buttons.</summary>
    public static string Ways(SessionState state)
    {
        if (state.Options is not { } options)
        {
            return "There are no options yet; I offer them when the cause is known.";
        }

        var text = new StringBuilder("You can choose:");
        foreach (var option in options)
        {
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"- {option.Id}");
            if (option.PlanHash is not null)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $" (confidence {option.Confidence:P0}, risk {option.Risk.ToString().ToLowerInvariant()})");
            }

            text.Append(CultureInfo.InvariantCulture, $": {option.Description}");
        }

        return text.ToString();
    }

    public static string Cause(SessionState state) => state switch
    {
        { Finding: { } finding } =>
            string.Create(CultureInfo.InvariantCulture, $"{finding.Summary} (confidence {finding.Confidence:P0})"),
        { Examination.NotChecked: [var first, .. var others] } => string.Create(
            CultureInfo.InvariantCulture,
            $"I do not know the cause. Not looked at: {first.What} ({first.Why.TrimEnd('.')}){(others.Length == 0 ? "" : $" and {others.Length} more")}."),
        { Examination: not null } => "I do not know the cause; the evidence says what was looked at.",
        _ => "The cause is not known yet.",
    };

    private static string PlanOf(SessionState state, string question)
    {
        var option = state.Options?.FirstOrDefault(known =>
            question.Contains(known.Id, StringComparison.OrdinalIgnoreCase))
            ?? state.Options?.FirstOrDefault(known => known.Id == state.ChosenOption);
        if (option?.PlanHash is { } hash && state.Plans.TryGetValue(hash, out var plan))
        {
            return $"{plan.Summary}\n{string.Join('\n', plan.Steps.Select((step, n) => $"{n + 1}. {step.Description}"))}"
                + $"\nRollback: {plan.Rollback ?? "none"}\n{plan.Diff}";
        }

        return option is null ? Ways(state) : option.Description;
    }

    private static string RuledOut(SessionState state) => state.Finding is { RuledOut: [_, ..] ruledOut }
        ? string.Join(
            '\n',
            ruledOut.Select(ruled => $"Not {ruled.Hypothesis}: {ruled.Why} [{string.Join(", ", ruled.Evidence)}]"))
        : "Nothing was ruled out so far.";

    private static string EvidenceOf(SessionState state) => state.Evidence.IsEmpty
        ? "There is no evidence yet."
        : string.Join(
            '\n', state.Evidence.Values.OrderBy(item => item.At).ThenBy(item => item.Id, StringComparer.Ordinal)
            .Select(item => $"[{item.Id}] {Time(item.At)} {item.Source}: {item.Text}"));

    private static string Steps(SessionState state) =>
        state is { Plan: { } plan, Execution.Steps: var runs } && runs is [.., var last]
            ? $"step {last.Step + 1} of {plan.Steps.Length}, {plan.Steps[last.Step].Description}"
            : "it is being checked";

    private static string Subject(SessionState state) => state.Signal?.Subject.Name ?? "it";

    private static string Time(DateTimeOffset? at) =>
        at is { } time ? time.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture) : "later";

    private static string Minutes(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalMinutes):0} min");

    private static string Topic(string question) =>
        WaysWords().IsMatch(question) ? "ways"
        : PlanWords().IsMatch(question) ? "plan"
        : RuledWords().IsMatch(question) ? "ruled"
        : EvidenceWords().IsMatch(question) ? "evidence"
        : CauseWords().IsMatch(question) ? "cause"
        : "standing";

    private const int Patience = 200;

    [GeneratedRegex(@"\b(what can (we|i|you) do|options?|choices?|fix|remed\w+|which workflows?|what now)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex WaysWords();

    [GeneratedRegex(@"\b(plan|diff|exactly|yaml|patch|what (does|will|would)|roll ?back plan)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex PlanWords();

    [GeneratedRegex(@"\b(ruled out|traffic|spike|instead|could it be|(is|was) it (an?|the|because))\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex RuledWords();

    [GeneratedRegex(@"\b(evidence|proof|logs?|metrics?|how do you know|show)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex EvidenceWords();

    // Logs and metrics are the cluster's too: of what, the sentence may say.
    [GeneratedRegex(@"\b(evidence|proof|how do you know)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex ProofWords();

    [GeneratedRegex(@"\b(why|cause|reason|what happened|what'?s wrong|what is wrong|explain)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex CauseWords();
}
