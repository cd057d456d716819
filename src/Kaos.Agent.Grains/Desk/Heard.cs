namespace Kaos.Agent.Grains.Desk;

/// <summary>The words of a sentence, made ready once for all the names that they are held against. Pure.</summary>
/// <param name="Spoken">All words but those of the place.</param>
/// <param name="Long">Words that may name something and are long enough to hold a slip of the keyboard.</param>
/// <param name="Parts">The parts of the words that may name something.</param>
/// <param name="Joined">Neighbours without what stands between them: "order gateway" is order-gateway.</param>
internal sealed record Heard(
    List<string> Spoken, List<string> Long, List<string> Parts, IReadOnlySet<string> Joined)
{
    /// <param name="content">Of the spoken words, those that may name something.</param>
    public static Heard Of(List<string> spoken, List<string> content) => new(
        spoken, [.. content.Where(word => word.Length > 4)], [.. content.SelectMany(IntakeWords.Parts)],
        Neighbours(spoken));

    private static HashSet<string> Neighbours(List<string> words)
    {
        var joined = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i++)
        {
            var text = string.Concat(IntakeWords.Parts(words[i]));
            for (var j = i + 1; j < Math.Min(i + 4, words.Count); j++)
            {
                text += string.Concat(IntakeWords.Parts(words[j]));
                joined.Add(text);
            }
        }

        return joined;
    }
}
