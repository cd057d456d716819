using System.Buffers;
using System.Text.RegularExpressions;

namespace Kaos.Diagnosis.Sayings;

/// <summary>Reads the name of a missing environment variable from a log line.</summary>
internal static partial class MissingVariable
{
    private static readonly SearchValues<string> Says = SearchValues.Create(
    [
        "not set", "missing", "required", "undefined", "unset", "not defined", "must be set", "not found",
        "must not be empty", "should not be empty", "is empty", "no value", "keyerror", "unbound variable",
        "not specified", "must specify", "need to specify", "could not resolve placeholder", "set the",
    ], StringComparison.OrdinalIgnoreCase);

    public static string? In(string line) => line.AsSpan().ContainsAny(Says)
        ? line.Split(
                [' ', '"', '\'', '`', ':', ',', '.', '(', ')', '[', ']', '=', '$', '{', '}', '\t', '\n', ';'],
                StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(IsVariable)
        : null;

    // Upper case with an underscore: a word such as ERROR is not a variable. Codes of errors look like variables, and
    // come with the same words.
    private static bool IsVariable(string word) =>
        word.Length >= 4 && char.IsAsciiLetterUpper(word[0]) && word.Contains('_') &&
        word.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') &&
        !Code().IsMatch(word) && TroublePhrases.Find(word) is null;

    [GeneratedRegex(
        @"^(?:E|ERR|ER|CERT|SSL|EAI|UND|DEP)_|_(?:ERROR|ERR|FAILED|FOUND|REFUSED|DENIED|EXCEEDED|EXCEPTION|AVAILABLE|LISTED|LARGE|INVALID|MISMATCH)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Code();
}
