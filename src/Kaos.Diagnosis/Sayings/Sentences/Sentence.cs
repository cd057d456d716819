using System.Runtime.InteropServices;

namespace Kaos.Diagnosis.Sayings.Sentences;

/// <summary>
/// Reads what is said of what: each predicate is given to the subject that stands nearest to it in its clause. Programs
/// wrap an error in what they wanted to do, so that the last one that means anything is the cause.
/// </summary>
internal static class Sentence
{
    private const int Before = 8;
    private const int After = 6;
    private const int Denial = 6;

    public static Saying? Read(ReadOnlySpan<char> text)
    {
        var list = Words.Of(text);
        var words = CollectionsMarshal.AsSpan(list);
        var subjects = Subjects(text, words);
        for (var at = words.Length - 1; at >= 0; at--)
        {
            if (words[at].Name is null &&
                (None(text, words, at) ?? Lexicon.Predicates.At(text, words[at..])) is var (predicate, length) &&
                !IsDenied(text, words, at) && Said(predicate, subjects, words, at, length) is { } saying)
            {
                return saying;
            }
        }

        return null;
    }

    // "no hostname setting provided": the denial stands before what is missed.
    private static (Predicate, int)? None(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        Predicate? missed = words[at].In(text) switch
        {
            "found" or "present" or "registered" or "installed" => Predicate.Missing,
            "provided" or "configured" or "defined" or "supplied" or "given" => Predicate.Ungiven,
            _ => null,
        };
        for (var i = at - 1; missed is { } predicate && i >= 0 && i > at - Denial; i--)
        {
            if (words[i].Clause == words[at].Clause && words[i].In(text) is "no" or "No")
            {
                return (predicate, 1);
            }
        }

        return null;
    }

    // What each word names, alone or with those beside it.
    private static Subject?[] Subjects(ReadOnlySpan<char> text, ReadOnlySpan<Word> words)
    {
        var subjects = new Subject?[words.Length];
        for (var at = 0; at < words.Length; at++)
        {
            if (words[at].Name is { } name)
            {
                subjects[at] = name;
            }
            else if (Lexicon.Subjects.At(text, words[at..]) is var (subject, length))
            {
                subjects.AsSpan(at, length).Fill(subject);
                at += length - 1;
            }
        }

        return subjects;
    }

    // The nearest subject of which this can be said.
    private static Saying? Said(
        Predicate predicate, Subject?[] subjects, ReadOnlySpan<Word> words, int at, int length)
    {
        for (var distance = 0; distance < Before; distance++)
        {
            if (Meant(at - 1 - distance, words, words[at].Clause) is { } before)
            {
                return before;
            }

            if (distance < After && Meant(at + length + distance, words, words[at].Clause) is { } after)
            {
                return after;
            }
        }

        return Meaning.Of(predicate, null);

        Saying? Meant(int place, ReadOnlySpan<Word> all, int clause) =>
            place >= 0 && place < all.Length && all[place].Clause == clause && subjects[place] is { } subject
                ? Meaning.Of(predicate, subject)
                : null;
    }

    // "no errors", "0 failed", "without …"
    private static bool IsDenied(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        at > 0 && words[at - 1].Name is null && words[at - 1].In(text) is "no" or "No" or "without" or "not" or "never"
            or "if" or "If" or "when" or "unless" or "took";
}
