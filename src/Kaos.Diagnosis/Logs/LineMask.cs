using System.Text;

namespace Kaos.Diagnosis.Logs;

/// <summary>
/// Replaces what varies between two lines that say the same: numbers, ids, hex, addresses, quoted text.
/// </summary>
internal static class LineMask
{
    private const int LongestTemplate = 400;

    public static string Mask(string message)
    {
        var result = new StringBuilder(Math.Min(message.Length, LongestTemplate));
        var i = 0;
        while (i < message.Length && result.Length < LongestTemplate)
        {
            var c = message[i];
            if ((c is '"' or '\'' or '`') && ClosingQuote(message, i) is var end and > 0)
            {
                result.Append(c).Append('*').Append(c);
                i = end + 1;
            }
            else if (IsWord(c))
            {
                var start = i;
                while (i < message.Length && IsWord(message[i]))
                {
                    i++;
                }

                AppendWord(result, message.AsSpan(start, i - start));
            }
            else
            {
                result.Append(c);
                i++;
            }
        }

        return result.ToString();
    }

    // An apostrophe inside a word ("can't") is not a quote.
    private static int ClosingQuote(string text, int open)
    {
        if (open > 0 && char.IsLetterOrDigit(text[open - 1]))
        {
            return -1;
        }

        var close = text.IndexOf(text[open], open + 1);
        return close > open && close - open <= 200 ? close : -1;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '@' or '%';

    private static void AppendWord(StringBuilder result, ReadOnlySpan<char> word)
    {
        var tail = word.TrimEnd(".:,");
        if (Varies(tail))
        {
            result.Append('*').Append(word[tail.Length..]);
        }
        else
        {
            result.Append(word);
        }
    }

    private static bool Varies(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (char.IsAsciiDigit(c))
            {
                return true;
            }
        }

        return false;
    }
}
