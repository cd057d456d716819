using Kaos.Agent.Grains.Desk.Requests;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>Whether a question about changes names what changed. Pure.</summary>
internal static class ChangeWords
{
    // What such questions are made of; none of them is a name unless an object really bears it.
    private static readonly HashSet<string> Speech = new(StringComparer.Ordinal)
    {
        "changed", "change", "changes", "happened", "happen", "happens", "deployed", "deploy", "deploys", "deployments",
        "rollout", "rollouts", "rolled", "edited", "touched", "modified", "updated", "scaled", "made", "did", "done",
        "recently", "recent", "latest", "incident", "incidents", "outage", "broke", "break", "started", "began",
        "timeline", "history", "log", "changelog", "between", "around", "during", "until", "till", "past", "over",
        "night", "tonight", "noon", "midnight", "afternoon", "evening", "day", "days", "week", "weekend", "yesterday",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "minute", "second", "seconds",
        "half", "couple", "few", "anything", "something", "everything", "here", "there", "oldest", "newest", "first",
        "order", "chronological", "chronologically", "by", "whom", "whose", "were", "things", "overnight", "just",
        "utc", "am", "pm", "including", "and", "so", "far", "across", "everywhere", "clusters", "namespaces", "led",
        "leading", "prior", "ahead", "configuration", "config", "were", "got", "did", "alert", "summary", "summarise",
        "summarize", "lately", "ago", "story", "else", "one", "two", "three", "four", "five", "six", "ten", "twenty",
        "thirty", "fifteen", "mins", "min", "hrs", "hr", "secs", "also", "most", "ones", "kind", "sort",
    };

    public static bool NameAnObject(IReadOnlyList<string> words, IntakeScope scope) =>
        IntakeCandidates.Content(words, scope).Any(word =>
            word.Any(char.IsLetter) && !Speech.Contains(word) && !IsTime(word) &&
            !Lexicon.Reading.Contains(word) && !Lexicon.Asking.Contains(word) && !Lexicon.Polite.Contains(word));

    /// <summary>Whether no word is left that could name one object.</summary>
    public static bool NameNothing(IReadOnlyList<string> words, IntakeScope scope) =>
        !IntakeCandidates.Content(words, scope).Any(word => word.Any(char.IsLetter) && !IsTime(word) &&
            !Lexicon.Reading.Contains(word) && !Lexicon.Asking.Contains(word) && !Lexicon.Polite.Contains(word) &&
            word is not ("n" or "there" or "here" or "everywhere" or "current" or "currently" or "moment"));

    // "9am", "8:30pm", "2h".
    private static bool IsTime(string word) => char.IsAsciiDigit(word[0]) &&
        word.All(letter => char.IsAsciiDigit(letter) || letter is ':' or '.' or 'a' or 'p' or 'm' or 'h' or 'd' or 's');
}
