namespace Kaos.Agent.Grains.Desk;

/// <summary>Wishes to change something, in plain words. KAOS changes nothing for a sentence alone. Pure.</summary>
internal static class IntakeChanges
{
    private static readonly HashSet<string> Verbs =
    [
        "delete", "remove", "scale", "restart", "bounce", "rollback", "revert", "undo", "patch", "apply", "create",
        "deploy", "drain",
        "cordon", "uncordon", "evict", "kill", "edit", "update", "change", "set", "increase", "decrease", "raise",
        "lower", "bump",
        "reduce", "expose", "label", "annotate", "taint", "exec", "run", "install", "upgrade", "downgrade", "resize",
        "migrate", "move",
        "roll", "add", "pause", "resume", "suspend", "stop", "start", "wipe", "purge", "replace",
    ];

    private static readonly HashSet<string> Politeness =
        ["please", "can", "could", "would", "you", "kindly", "go", "ahead", "and", "now", "just", "i", "want", "to", "need", "we", "let's", "lets", "kaos", "hey", "hi"];

    /// <summary>The verb of the change that is asked for, or null.</summary>
    public static string? Verb(IReadOnlyList<string> words)
    {
        var first = words.SkipWhile(Politeness.Contains).FirstOrDefault();
        return first is not null && Verbs.Contains(first) ? first : null;
    }

    public static Intake.Unclear Explain(string verb) => new(
        $"KAOS does not {verb} anything on request yet, and nothing was changed. What it can do now: tell it what is wrong " +
        "(\"checkout is slow since this morning\"); it finds the cause, offers checked changes to choose from, and carries out " +
        "the one that you choose. It also answers questions (\"show me all pods in shop\").",
        []);
}
