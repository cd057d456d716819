namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// Whether a sentence asks to change something. When in doubt it does: what is taken for a change meets the gate, what
/// is taken for a question must never need one. Pure.
/// </summary>
internal static class ChangeWish
{
    private static readonly string[] Passive =
    [
        "be", "get", "getting", "it", "them",
    ];
    private static readonly string[] NounFor =
    [
        "do", "perform", "trigger", "needs", "need", "initiate", "force", "give", "start", "issue",
    ];
    private static readonly string[] Hypothetical =
    [
        "how do", "how does", "how to", "how can i", "how would", "what happens if", "what would happen", "what if",
        "should i", "should we", "is it safe", "can i safely", "would it help", "dry run", "will it help",
        "would that", "rollout history", "rollout status",
    ];

    /// <summary>The verb of the change that is asked for, or null.</summary>
    public static string? Of(Said said)
    {
        if (said.SaysAny(Hypothetical))
        {
            return null;
        }

        return said.Clauses.Select(Of).FirstOrDefault(verb => verb is not null);
    }

    private static string? Of(IReadOnlyList<string> clause)
    {
        if (Amount(clause) is { } amount)
        {
            return amount;
        }

        var start = Start(clause);
        var asks = start < clause.Count && Lexicon.Asking.Contains(clause[start]) &&
            clause[start] is not ("do" or "have" or "can");
        for (var i = 0; i < clause.Count; i++)
        {
            if (Verb(clause, i, start, asks) is { } verb && !IsNegated(clause, i))
            {
                return verb;
            }
        }

        return null;
    }

    private static string? Verb(IReadOnlyList<string> clause, int i, int start, bool asks)
    {
        var word = clause[i];
        var pair = i + 1 < clause.Count ? $"{word} {clause[i + 1]}" : word;
        var isPair = Lexicon.ChangePairs.Contains(pair);
        var isStrong = Lexicon.Changes.Contains(word) || isPair;
        if (i == start && i + 1 < clause.Count && clause[i + 1] == "of")
        {
            return null;
        }

        if (i == start && (isStrong || (Lexicon.ChangesInFront.Contains(word) && HasObject(clause, i))))
        {
            return isPair ? pair : word;
        }

        if (isStrong && IsWished(clause, i))
        {
            return isPair ? pair : word;
        }

        if (asks)
        {
            return null;
        }

        if (isStrong && i + 1 < clause.Count && (Lexicon.Objects.Contains(clause[i + 1]) || isPair) &&
            !IsSubject(clause, i))
        {
            return isPair ? pair : word;
        }

        return Participle(clause, i) ?? Noun(clause, i);
    }

    // "We need 6 replicas of web", "give web 768Mi of memory".
    private static string? Amount(IReadOnlyList<string> clause)
    {
        var wants = clause.Take(4)
            .Any(word => word is "need" or "want" or "give") && !clause.Any(Lexicon.Asking.Contains);
        return !wants ? null
            : clause.Zip(clause.Skip(1)).Any(pair => char.IsAsciiDigit(pair.First[0]) &&
                pair.Second is "replicas" or "replica" or "pods" or "instances" or "copies") ? "scale"
            : clause.Any(word => char.IsAsciiDigit(word[0]) && char.IsLetter(word[^1])) &&
                clause.Any(word => word is "memory" or "cpu" or "ram") ? "set"
            : null;
    }

    // The first word that is more than politeness: "could you please ...".
    private static int Start(IReadOnlyList<string> clause)
    {
        var i = 0;
        while (i < clause.Count &&
            (Lexicon.Polite.Contains(clause[i]) || clause[i] is "but" or "then" or "and" or "so"))
        {
            // "Can alice delete pods" asks; "can you delete the pod" wishes.
            if (clause[i] is "can" or "could" or "would" or "will" or "should" or "may" or "might" &&
                i + 1 < clause.Count &&
                    clause[i + 1] is not ("you" or "u" or "we" or "someone" or "somebody" or "i" or "please" or "kaos") &&
                    IsFirst(clause, i))
            {
                return i;
            }

            i++;
        }

        return i;
    }

    private static bool IsFirst(IReadOnlyList<string> clause, int i) =>
        clause.Take(i)
            .All(word => word is "hey" or "hi" or "ok" or "okay" or "so" or "and" or "but" or "kaos" or "please");

    // "I need to restart", "you should delete", "why not scale", "please delete" in the middle of a clause.
    private static bool IsWished(IReadOnlyList<string> clause, int i)
    {
        var before = i > 0 ? clause[i - 1] : "";
        var further = i > 1 ? clause[i - 2] : "";
        return before is "please" or "pls" or "plz" or "kindly" or "let's" or "lets" or "immediately"
            || (before == "not" && further == "why")
            || (before == "you" &&
                further is "can" or "could" or "would" or "will" or "should" or "want" or "don't" or "can't")
            || (before == "to" &&
                further is "want" or "need" or "have" or "got" or "like" or "you" or "time" or "ahead" or "needs"
                    or "ask" or "forget" or "hesitate" or "us" or "sure" or "proceed")
            || before is "must" or "gotta" or "wanna" or "should" && further is "we" or "you" or "kaos";
    }

    // "get checkout restarted", "needs to be deleted", "try restarting it".
    private static string? Participle(IReadOnlyList<string> clause, int i)
    {
        var isDoing = clause[i].EndsWith("ing", StringComparison.Ordinal);
        if (i == 0 || !(isDoing || clause[i].EndsWith("ed", StringComparison.Ordinal)))
        {
            return null;
        }

        var stem = IntakeWords.Stem(clause[i]);
        string[] forms = [stem, stem + "e", Doubled(stem)];
        var verb = Lexicon.Changes.FirstOrDefault(known => known != clause[i] && forms.Contains(known));
        if (verb is null)
        {
            return null;
        }

        if (isDoing)
        {
            return clause[i - 1] is "try" or "consider" or "start" or "begin" or "about" ? verb : null;
        }

        var wished = clause.Take(i)
            .Any(word => word is "want" or "need" or "needs" or "get" or "must" or "should" or "have");
        return wished &&
            (Passive.Contains(clause[i - 1]) || clause[0] is "get" or "have" or "i" or "please" or "we") &&
                clause[i - 1] is not ("have" or "has" or "been")
            ? verb
            : null;
    }

    // "needs a restart", "do a rolling restart".
    private static string? Noun(IReadOnlyList<string> clause, int i) =>
        Lexicon.Changes.Contains(clause[i]) && i > 1 && clause.Skip(Math.Max(0, i - 3)).Take(i - Math.Max(0, i - 3))
            .Any(word => word is "a" or "an" or "the") &&
        clause.Take(i).Any(NounFor.Contains) && !clause.Any(Lexicon.Reading.Contains)
            ? clause[i]
            : null;

    private static bool HasObject(IReadOnlyList<string> clause, int i) =>
        i + 1 < clause.Count && !clause.Skip(i + 1).Take(3).Any(Lexicon.Harmless.Contains);

    // "the last rollout the team did", "restart count": a thing, not a deed.
    private static bool IsSubject(IReadOnlyList<string> clause, int i) =>
        i > 0 && (Lexicon.Objects.Contains(clause[i - 1]) ||
            clause[i - 1] is "last" or "latest" or "of" or "by" or "for" or "can" or "may" or "who" or "to" or "could");

    private static bool IsNegated(IReadOnlyList<string> clause, int i)
    {
        for (var j = i - 1; j >= 0 && i - j < 8; j--)
        {
            if (Lexicon.TurnsNegation.Contains(clause[j]) ||
                (clause[j] is "not" or "don't" or "can't" or "won't" && j > 0 && clause[j - 1] == "why"))
            {
                return false;
            }

            if (Lexicon.Negations.Contains(clause[j]))
            {
                return !(clause[j] is "can't" or "won't" or "don't" && j + 1 < i && clause[j + 1] == "you" &&
                    clause[j] != "don't");
            }

            if (!Lexicon.BetweenNegationAndVerb.Contains(clause[j]) && !Lexicon.Changes.Contains(clause[j]))
            {
                return false;
            }
        }

        return false;
    }

    private static string Doubled(string stem) =>
        stem.Length > 2 && stem[^1] == stem[^2] ? stem[..^1] : stem;
}
