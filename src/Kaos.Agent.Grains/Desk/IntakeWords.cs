using System.Text;

namespace Kaos.Agent.Grains.Desk;

/// <summary>A sentence as words, a name as its parts, and how alike two words are. Pure.</summary>
internal static class IntakeWords
{
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

        if (Stem(a) == Stem(b))
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
        var before = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        var next = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                next[j] = Math.Min(Math.Min(next[j - 1], row[j]) + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, row, next) = (row, next, before);
        }

        return row[b.Length];
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
