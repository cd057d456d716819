using System.Buffers;

namespace Kaos.Diagnosis.Sayings;

/// <summary>
/// Kinds in the order in which they are asked, each with the phrases that speak for it. A <c>*</c> in a phrase stands
/// for a few words; case matters only for codes such as <c>ENOTFOUND</c>, which have no small letters.
/// </summary>
internal sealed class PhraseTable<TKind>
    where TKind : struct, Enum
{
    private const int LongestGap = 160;

    private readonly (TKind Kind, string[][] Phrases, SearchValues<string> Heads)[] rows;
    private readonly SearchValues<string> heads;

    public PhraseTable(params (TKind Kind, string[] Phrases)[] table)
    {
        rows =
        [
            .. table.Select(row => (row.Kind, row.Phrases.Select(p => p.Split('*')).ToArray(),
                Values(row.Phrases.Select(Head)))),
        ];
        heads = Values(table.SelectMany(row => row.Phrases.Select(Head)));
    }

    public TKind? Find(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny(heads))
        {
            return null;
        }

        foreach (var (kind, phrases, first) in rows)
        {
            if (text.ContainsAny(first) && Has(text, phrases))
            {
                return kind;
            }
        }

        return null;
    }

    private static bool Has(ReadOnlySpan<char> text, string[][] phrases)
    {
        foreach (var parts in phrases)
        {
            for (var rest = text; Next(ref rest, parts[0]);)
            {
                if (Follow(rest, parts))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Follow(ReadOnlySpan<char> rest, string[] parts)
    {
        foreach (var part in parts.AsSpan(1))
        {
            var near = rest[..Math.Min(rest.Length, LongestGap + part.Length)];
            if (near.IndexOf(part, StringComparison.OrdinalIgnoreCase) is not (var at and >= 0))
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }

    // A phrase begins where a word does: "rate limited" is no part of "separate limited", nor ENOTFOUND of
    // "FileNotFound".
    private static bool Next(ref ReadOnlySpan<char> rest, string head)
    {
        var isCode = !head.AsSpan().ContainsAnyInRange('a', 'z') && char.IsAsciiLetter(head[0]);
        var compare = isCode ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var before = '\0';
        while (rest.IndexOf(head, compare) is var at and >= 0)
        {
            before = at > 0 ? rest[at - 1] : before;
            var starts = isCode
                ? !char.IsAsciiLetterOrDigit(before)
                : !char.IsAsciiLetterLower(before) || !char.IsAsciiLetterLower(head[0]);
            before = rest[at + head.Length - 1];
            rest = rest[(at + head.Length)..];
            if (starts)
            {
                return true;
            }
        }

        return false;
    }

    private static string Head(string phrase) => phrase.Split('*')[0];

    private static SearchValues<string> Values(IEnumerable<string> words) =>
        SearchValues.Create([.. words.Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
}
