using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Desk;

/// <summary>From when to when a question about what happened looks, in cluster time. Pure.</summary>
/// <param name="Note">How it was understood, where the words leave that open; empty otherwise.</param>
/// <param name="IsOldestFirst">As a story is told; else the newest first.</param>
internal sealed partial record IntakeWindow(
    DateTimeOffset From, DateTimeOffset Until, string Note, bool IsOldestFirst)
{
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(30);

    // What is sampled or reported late seems to come before its cause.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(90);

    /// <param name="trouble">Since when the first of today's troubles is there; null where nothing shows any.</param>
    /// <param name="unsaid">How many days back, where no time is said.</param>
    public static IntakeWindow Of(string sentence, DateTimeOffset now, DateTimeOffset? trouble, int unsaid = 1)
    {
        var text = sentence.ToLowerInvariant();
        var isStory = StoryWords().IsMatch(text);
        var back = IntakeTimes.Span(text, now) is { } span ? now - span : Before;
        if (BeforeTrouble().IsMatch(text))
        {
            return trouble is { } at
                ? new(
                    at - back, at + Late, $" The first sign of trouble that shows now is of {IntakeRows.Stamp(at)}.",
                    true)
                : new(now - back, now, " No sign of trouble shows now, so these are the newest.", true);
        }

        if (Between().Match(text) is { Success: true } two &&
            Clock(two, "from", now, Half(two) + Day(text)) is { } from &&
            Clock(two, "to", now, Day(text)) is { } to && from < to)
        {
            return new(from, to, "", isStory);
        }

        if (BeforeClock().Match(text) is { Success: true } one && Clock(one, "at", now) is { } until)
        {
            return new(until - back, until, "", isStory);
        }

        return IntakeTimes.Of(text, now) is not { } said
            ? new(
                now.AddDays(-unsaid), now,
                $" No time was said: the last {(unsaid == 1 ? "24 hours" : $"{unsaid} days")}.", isStory)
            : AroundClock().IsMatch(text) ? new(said - Around, said + Around < now ? said + Around : now, "", isStory)
            : new(said, now, "", isStory);
    }

    public override string ToString() => $"from {IntakeRows.Stamp(From)} to {IntakeRows.Stamp(Until)}";

    private static DateTimeOffset? Clock(Match match, string group, DateTimeOffset now, string more = "")
    {
        var said = match.Groups[group].Value.Trim();
        return IntakeTimes.Of((said.All(char.IsAsciiDigit) ? $"at {said}:00" : $"at {said}") + more, now);
    }

    // "Between 3 and 4pm": what is said of the end holds for the beginning.
    private static string Half(Match two) =>
        two.Groups["from"].Value.Trim().All(letter => char.IsAsciiDigit(letter) || letter is ':' or '.')
            ? two.Groups["to"].Value.Trim() is [.., 'a' or 'p', 'm'] and var to ? to[^2..] : ""
            : "";

    private static string Day(string text) =>
        text.Contains("yesterday", StringComparison.Ordinal) ? " yesterday" : "";

    [GeneratedRegex(@"\b(oldest first|in order|chronolog\w+|timeline|step by step|story)\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex StoryWords();

    [GeneratedRegex(
        @"\b(before|leading up to|led up to|prior to|ahead of)\s+" +
        @"((the|this|that|our|all)\s+(incident|outage|alert|problem|trouble|crash|failure|error|issue|page|spike|downtime|disruption)"
        + @"|(it|this|things|everything)\s+(broke|fail|start|began|crash|went|stopped|happened))",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BeforeTrouble();

    [GeneratedRegex(
        @"\bbetween\s+(?<from>\d{1,2}([:.]\d{2})?\s*([ap]m)?)\s+and\s+(?<to>\d{1,2}([:.]\d{2})?\s*([ap]m)?)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Between();

    [GeneratedRegex(@"\b(before|until|till|up to)\s+(?<at>\d{1,2}([:.]\d{2}\s*([ap]m)?|\s*[ap]m))",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BeforeClock();

    [GeneratedRegex(@"\b(at|around|about)\s+\d{1,2}([:.]\d{2}|\s*[ap]m)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AroundClock();
}
