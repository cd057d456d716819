namespace Kaos.Diagnosis.Sayings.Sentences;

/// <summary>Phrases by their first word; of those that stand at a place of a text, the longest counts.</summary>
internal sealed class WordTable<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, (string[] Words, T Kind)[]> byFirst;

    public WordTable(params (T Kind, string[] Phrases)[] table) => byFirst = table
        .SelectMany(row => row.Phrases.Select(phrase => (Words: phrase.Split(' '), row.Kind)))
        .GroupBy(entry => entry.Words[0], StringComparer.OrdinalIgnoreCase)
        .ToDictionary(
            group => group.Key,
            group => group.OrderByDescending(entry => entry.Words.Length).ToArray(),
            StringComparer.OrdinalIgnoreCase);

    /// <returns>What begins at that word and how many words it has; null where nothing does.</returns>
    public (T Kind, int Length)? At(ReadOnlySpan<char> text, ReadOnlySpan<Word> words)
    {
        if (!byFirst.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(words[0].In(text), out var entries))
        {
            return null;
        }

        foreach (var (phrase, kind) in entries)
        {
            if (phrase.Length <= words.Length && Stands(text, words, phrase))
            {
                return (kind, phrase.Length);
            }
        }

        return null;
    }

    private static bool Stands(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, string[] phrase)
    {
        for (var i = 1; i < phrase.Length; i++)
        {
            if (!words[i].In(text).Equals(phrase[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
