using System.Text;

namespace Kaos.Agent.Grains.Desk;

/// <summary>A sentence as words, a name as its parts, and how alike two words are. Pure.</summary>
internal static class IntakeWords
{
    private const int UsualWord = 64;

    private static readonly string[] Suffixes = ["ings", "ing", "ments", "ment", "ers", "ies", "es", "ed", "s"];

    /// <summary>Words in order, in lower case; a name with hyphens or dots stays one word.</summary>
    public static List<string> Of(string sentence)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in sentence)
        {
            // An apostrophe joins ("what's"), and so does the sign in a user's name; what else is not part of one
            // separates.
            if (char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':' or '\'' or '’' or '@')
            {
                word.Append(letter == '’' ? '\'' : letter);
            }
            else
            {
                Flush(words, word);
            }
        }

        Flush(words, word);
        return words;
    }

    /// <summary>The parts of a name: <c>order-service</c>, <c>orderGateway</c>, <c>order_db.v2</c>.</summary>
    public static List<string> Parts(string name)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var isEnd = i == name.Length || !char.IsLetterOrDigit(name[i]) ||
                (char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (isEnd)
            {
                if (i > start)
                {
                    parts.Add(name[start..i].ToLowerInvariant());
                }

                start = i < name.Length && !char.IsLetterOrDigit(name[i]) ? i + 1 : i;
            }
        }

        parts.RemoveAll(part => !part.Any(char.IsLetterOrDigit));
        return parts;
    }

    /// <summary>A word without the endings that people put on it: payments, payment, paying.</summary>
    public static string Stem(string word)
    {
        foreach (var suffix in Suffixes)
        {
            if (word.Length >= suffix.Length + 3 && word.EndsWith(suffix, StringComparison.Ordinal))
            {
                return suffix == "ies" ? word[..^3] + "y" : word[..^suffix.Length];
            }
        }

        return word;
    }

    /// <summary>1 the same, 0.9 the same stem, less for a slip of the keyboard, 0 something else.</summary>
    public static double Likeness(string a, string b)
    {
        if (a == b)
        {
            return 1;
        }

        if (a.Length > 0 && b.StartsWith(a[0]) && Stem(a) == Stem(b))
        {
            return 0.9;
        }

        var longer = Math.Max(a.Length, b.Length);
        if (longer < 4 || Math.Abs(a.Length - b.Length) > 2)
        {
            return 0;
        }

        var distance = Distance(a, b);
        return distance == 1 ? 0.75 : distance == 2 && longer >= 8 ? 0.65 : 0;
    }

    /// <summary>Edits, where two neighbours that changed places are one edit.</summary>
    public static int Distance(string a, string b)
    {
        var width = b.Length + 1;
        Span<int> rows = width <= UsualWord ? stackalloc int[3 * width] : new int[3 * width];
        var (before, row, next) = (0, width, 2 * width);
        for (var j = 0; j <= b.Length; j++)
        {
            rows[row + j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            rows[next] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var edits = Math.Min(
                    Math.Min(rows[next + j - 1], rows[row + j]) + 1,
                    rows[row + j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits = Math.Min(edits, rows[before + j - 2] + 1);
                }

                rows[next + j] = edits;
            }

            (before, row, next) = (row, next, before);
        }

        return rows[row + b.Length];
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        var text = word.ToString().Trim('.', ':', '\'', '-', '_', '@').TrimEnd('/').ToLowerInvariant();

        // "/metrics" is a path; a mark before anything else is none.
        text = text.Length > 1 && text[0] == '/' && !char.IsLetter(text[1]) ? text.TrimStart('/') : text;
        if (text.Length > 0)
        {
            words.Add(text);
        }

        word.Clear();
    }
}
