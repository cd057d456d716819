namespace Kaos.Diagnosis.Rules.Crashes;

/// <summary>Reads the name of a missing environment variable from a log line.</summary>
internal static class MissingVariable
{
    private static readonly string[] Says =
    [
        "not set", "is missing", "missing", "required", "undefined", "unset", "not defined", "must be set", "not found",
        "must not be empty", "is empty", "no value", "keyerror",
    ];

    public static string? In(string line) =>
        Says.Any(s => line.Contains(s, StringComparison.OrdinalIgnoreCase))
            ? line.Split(
                    [' ', '"', '\'', '`', ':', ',', '.', '(', ')', '[', ']', '=', '$', '{', '}', '\t', ';'],
                    StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault(IsVariable)
            : null;

    // Upper case with an underscore: a word such as ERROR is not a variable.
    private static bool IsVariable(string word) =>
        word.Length >= 4 && char.IsAsciiLetterUpper(word[0]) && word.Contains('_') &&
        word.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}
