namespace Kaos.Agent.Grains.Desk;

/// <summary>Words that name nothing yet: a greeting, a call for help. Pure.</summary>
internal static class IntakeGreeting
{
    private static readonly HashSet<string> Greetings =
        ["hello", "hi", "hey", "help", "moin", "kaos", "there", "please", "me"];

    private static readonly string[] Asked = ["what can you do", "what do you do", "who are you", "how does this work"];

    public static bool IsIn(IReadOnlyList<string> words) =>
        words.Count > 0 &&
            (words.All(Greetings.Contains) || Asked.Contains(string.Join(' ', words), StringComparer.Ordinal));

    /// <summary>What to say instead.</summary>
    public static Intake.Unclear Answer { get; } = new(
        "Tell me what is wrong (\"checkout is slow since this morning\", \"what is wrong in the namespace shop?\"): I find "
        + "the cause, show what it rests on, and offer changes to choose from. I also answer questions about the cluster "
        + "(\"show me all pods in shop\", \"how many replicas does checkout have?\", \"who can delete pods in shop?\", "
        + "\"is everything ok?\"). Nothing is changed without a choice.",
        []);
}
