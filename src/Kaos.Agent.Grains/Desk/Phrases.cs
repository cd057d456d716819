namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Whole phrases in a text of words. Hundreds are looked for in every sentence, so nothing is allocated. Pure.
/// </summary>
internal static class Phrases
{
    /// <summary>The words with one space between and at both ends.</summary>
    public static string Flat(IReadOnlyList<string> words) => $" {string.Join(' ', words)} ";

    /// <param name="flat">As <see cref="Flat"/> makes it.</param>
    public static bool IsIn(string flat, string phrase)
    {
        var at = 0;
        while ((at = flat.IndexOf(phrase, at + 1, StringComparison.Ordinal)) > 0)
        {
            if (flat[at - 1] == ' ' && flat.AsSpan(at + phrase.Length) is [' ', ..])
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="flat">As <see cref="Flat"/> makes it.</param>
    public static bool AnyIsIn(string flat, string[] phrases)
    {
        foreach (var phrase in phrases)
        {
            if (IsIn(flat, phrase))
            {
                return true;
            }
        }

        return false;
    }
}
