using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>
/// Texts with names in braces, and choices in brackets: of <c>[to {revision}|to the version before {time}]</c> the
/// first part is taken whose names all have values, else the last.
/// </summary>
internal static partial class Words
{
    /// <summary>The names without which the text has a hole.</summary>
    public static IEnumerable<string> Named(string text) =>
        In(Choices().Replace(text, static choice => Parts(choice)[^1]));

    /// <summary>The names that only make the text say more.</summary>
    public static IEnumerable<string> Optional(string text) =>
        Choices().Matches(text).SelectMany(static choice => Parts(choice)[..^1]).SelectMany(In);

    /// <summary>A name that has no value stays as it is written, so that it shows.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var chosen = Choices().Replace(
            text, choice => Array.Find(Parts(choice), part => In(part).All(values.ContainsKey)) ?? Parts(choice)[^1]);

        return Braces().Replace(
            chosen, match => values.TryGetValue(match.Groups["name"].Value, out var value) ? value : match.Value);
    }

    private static IEnumerable<string> In(string text) =>
        Braces().Matches(text).Select(static match => match.Groups["name"].Value);

    private static string[] Parts(Match choice) => choice.Groups["parts"].Value.Split('|');

    [GeneratedRegex(@"\{(?<name>[A-Za-z][A-Za-z0-9]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\[(?<parts>[^\[\]|]*(\|[^\[\]|]*)+)\]", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Choices();
}
