using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>Texts with names in braces.</summary>
internal static partial class Words
{
    public static IEnumerable<string> Named(string text) => Braces().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>A name that has no value stays as it is written, so that it shows.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Braces().Replace(text, match => values.TryGetValue(match.Groups["name"].Value, out var value) ? value : match.Value);

    [GeneratedRegex(@"\{(?<name>[A-Za-z][A-Za-z0-9]*)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Braces();
}
