using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// A sentence that leans on the one before it, made whole: "and in staging?" asks the same of staging, "its logs" are
/// the logs of what was talked about. Pure.
/// </summary>
internal static partial class Ellipsis
{
    private static readonly string[] Openers =
        ["and", "also", "now", "then", "ok", "okay", "what", "how", "about", "same", "the", "or", "but", "again",
            "please", "pls"];

    private static readonly string[] Between =
        ["in", "on", "for", "of", "from", "at", "namespace", "ns", "cluster", "context", "the", "one", "please", "pls",
            "instead", "too", "as", "well", "with", "to"];

    /// <param name="isCluster">Whether a word is a cluster's name.</param>
    /// <param name="isNamespace">Whether a word is a namespace's name.</param>
    /// <returns>The sentence itself where it stands alone.</returns>
    public static string Complete(
        string text, Topic? before, Func<string, bool> isCluster, Func<string, bool> isNamespace)
    {
        if (before is null || RequestClassifier.Of(text).Class is RequestClass.FollowUp or RequestClass.Closure
            or RequestClass.OutOfScope)
        {
            return text;
        }

        var words = IntakeWords.Of(text);
        var rest = words.SkipWhile(Openers.Contains).ToList();
        var opened = rest.Count < words.Count || words is [var first, ..] && first is "in" or "on" or "for";
        var core = rest.Where(word => !Between.Contains(word)).ToList();
        return opened && core is [var only] && !IsTopical(only) ? Again(only, before, isCluster, isNamespace) ?? text
            : Pronoun().IsMatch(text) ? Named(text, words, before, isNamespace)
            : opened && core.Count is > 0 and < 4 && core.Exists(IsTopical) ? text.TrimEnd('?', ' ') + Of(before)
            : text;
    }

    // What was asked before, of another place or another object.
    private static string? Again(
        string other, Topic before, Func<string, bool> isCluster, Func<string, bool> isNamespace)
    {
        var asked = before.Text.TrimEnd('?', '.', ' ');
        return isCluster(other) ? $"{Without(asked, before.Cluster)} in {other}"
            : isNamespace(other) && before.Namespace is { } place && IntakeWords.Of(asked).Contains(place)
                ? Replaced(asked, place, other)
            : isNamespace(other) ? $"{asked} in namespace {other}"
            : before.Object is { } of && Spoken(asked, of.Name) is { } name
                ? Replaced(asked, name, other)
            : null;
    }

    private static string Named(string text, List<string> words, Topic before, Func<string, bool> isNamespace)
    {
        if (before.Object is null)
        {
            return before.Namespace is { } place && !words.Exists(word => isNamespace(word))
                ? $"{There().Replace(text.TrimEnd('?', ' '), "")} in namespace {place}"
                : text;
        }

        var of = before.Object;
        var object1 = $"{of.Kind.ToLowerInvariant()} {of.Name}";
        return (SetTo().Match(text) is { Success: true } set
            ? $"scale {object1} to {set.Groups["count"].Value}"
            : Pronoun().Replace(There().Replace(text.TrimEnd('?', ' '), ""), object1, 1)) + Place(before);
    }

    private static string Of(Topic before) => before.Object is { } of
        ? $" of {of.Kind.ToLowerInvariant()} {of.Name}{Place(before)}"
        : Place(before);

    private static string Place(Topic before) => before.Namespace is { } place ? $" in namespace {place}" : "";

    private static bool IsTopical(string word) =>
        IntakeKinds.Of(word) is not null || Lexicon.Reading.Contains(word) || Lexicon.Asking.Contains(word)
        || IntakeSymptoms.Describes(word) || Pronoun().IsMatch(word)
        || word is "logs" or "log" or "events" or "replicas" or "details" or "usage" or "memory" or "cpu" or "changes";

    // The word of the sentence that named the object: the name itself, or the part of it that was said.
    private static string? Spoken(string asked, string name) =>
        IntakeWords.Of(asked).OrderByDescending(word => word.Length).FirstOrDefault(word =>
            word == name || (word.Length > 3 && IntakeWords.Parts(name).Contains(word)));

    private static string Without(string asked, string? word) =>
        word is null ? asked : Regex.Replace(
            asked, $@"\s+((in|on|for)\s+)?(the\s+)?(cluster\s+)?{Regex.Escape(word)}(?!\S)", "",
            RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static string Replaced(string asked, string word, string other) => Regex.Replace(
        asked, $@"(?<!\S){Regex.Escape(word)}(?!\S)", other.Replace("$", "$$", StringComparison.Ordinal),
        RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    // "This morning" and "that is all" point at nothing that was said.
    [GeneratedRegex(
        @"(?<!\S)(it|its|it's|them|they|their|that(?!\s+(is|pod|deployment|service|node|namespace))|this one|that one)(?=$|[\s?!.,])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"\s+there\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex There();

    [GeneratedRegex(@"^\W*(ok\s+)?(make|set|scale)\s+(it|that|them)\s+(to\s+)?(?<count>\d+)\W*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SetTo();
}
