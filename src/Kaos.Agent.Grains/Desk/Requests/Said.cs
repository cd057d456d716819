namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>A sentence in its clauses and words, slips of the keyboard set right. Pure.</summary>
/// <param name="Words">In order, in lower case.</param>
/// <param name="Clauses">Cut at punctuation and where "and" or "but" begins something new.</param>
internal sealed record Said(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<string>> Clauses)
{
    private static readonly string[] Cuts =
    [
        "but", "then", "and", "so", "because", "cause", "since", "while", "after", "when", "if",
    ];

    private string? flat;

    /// <summary>All words with one space between and at both ends: whole phrases are found as substrings.</summary>
    public string Flat => flat ??= Phrases.Flat(Words);

    public static Said Of(string sentence)
    {
        var clauses = new List<IReadOnlyList<string>>();
        foreach (var part in Parts(sentence))
        {
            Cut([.. IntakeWords.Of(part).Select(Lexicon.Meant)], clauses);
        }

        return new Said([.. clauses.SelectMany(clause => clause)], clauses);
    }

    public bool Says(string phrase) => Phrases.IsIn(Flat, phrase);

    public bool SaysAny(string[] phrases) => Phrases.AnyIsIn(Flat, phrases);

    // A mark ends a clause only before a space: "db:5432", "v1.2" and "shop/web" stay whole.
    private static IEnumerable<string> Parts(string sentence)
    {
        var start = 0;
        for (var i = 0; i < sentence.Length; i++)
        {
            var isMark = sentence[i] is '\n' or '(' or ')' or '"' or '“' or '”' or '—' ||
                (sentence[i] is ',' or '.' or ';' or '!' or '?' or ':' or '-' &&
                    (i + 1 == sentence.Length || char.IsWhiteSpace(sentence[i + 1])));
            if (isMark)
            {
                yield return sentence[start..i];
                start = i + 1;
            }
        }

        yield return sentence[start..];
    }

    private static void Cut(List<string> words, List<IReadOnlyList<string>> into)
    {
        var start = 0;
        for (var i = 1; i < words.Count; i++)
        {
            if (Cuts.Contains(words[i]) && i > start)
            {
                into.Add(words[start..i]);
                start = i;
            }
        }

        if (words.Count > start)
        {
            into.Add(words[start..]);
        }
    }
}
