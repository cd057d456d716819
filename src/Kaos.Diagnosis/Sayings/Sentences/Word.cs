namespace Kaos.Diagnosis.Sayings.Sentences;

/// <summary>A word of a text, or a name in it whose kind shows from its form: a path, an address.</summary>
/// <param name="Name">What it names; null for a plain word.</param>
/// <param name="Clause">Number of the clause in which it stands.</param>
internal readonly record struct Word(int Start, int Length, Subject? Name, int Clause)
{
    public ReadOnlySpan<char> In(ReadOnlySpan<char> text) => Name is null ? text.Slice(Start, Length) : [];
}
