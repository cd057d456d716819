using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// A command as people write it, taken apart into arguments; and arguments as people would write them. Pure.
/// </summary>
internal static class CommandText
{
    private static readonly string[] Shells =
        ["sh", "bash", "ash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "busybox", "pwsh"];

    /// <summary>
    /// A JSON array is taken as it is; else words between spaces, with quotes and backslashes as in a shell.
    /// </summary>
    /// <returns>Null when a quote is not closed or the JSON is no list of texts; empty when there are no
    /// words.</returns>
    public static ImmutableArray<string>? Split(string text)
    {
        if (text.TrimStart().StartsWith('['))
        {
            return List(text);
        }

        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var (quote, begun) = ('\0', false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                Take(words, word, ref begun);
                continue;
            }

            begun = true;
            if (letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '\'' or '"')
            {
                quote = letter;
            }
            else
            {
                i += letter == '\\' && quote != '\'' && i + 1 < text.Length ? 1 : 0;
                word.Append(text[i]);
            }
        }

        Take(words, word, ref begun);
        return quote == '\0' ? words.ToImmutable() : null;
    }

    /// <summary>For people and for their terminals.</summary>
    public static string Quoted(IEnumerable<string> argv) => string.Join(' ', argv.Select(word =>
        word.Length > 0 && word.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':' or '=' or ',' or '@' or '+')
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'"));

    public static bool IsShell(string program) => Shells.Contains(ProgramName(program));

    /// <summary><c>psql</c> of <c>/usr/bin/psql</c>.</summary>
    public static string ProgramName(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static void Take(ImmutableArray<string>.Builder words, StringBuilder word, ref bool begun)
    {
        if (begun)
        {
            words.Add(word.ToString());
            word.Clear();
            begun = false;
        }
    }

    private static ImmutableArray<string>? List(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonArray list &&
                list.All(item => item?.GetValueKind() == JsonValueKind.String)
                ? [.. list.Select(item => item?.GetValue<string>() ?? "")]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
