namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>Questions about what was done and what happened, as opposed to why something is not well. Pure.</summary>
internal static class PastWords
{
    // With a place or a time: "what happened to checkout" is a case.
    private static readonly string[] Happened =
    [
        "what happened in", "what happened since", "what happened today", "what happened overnight",
        "what happened last", "what happened before", "what happened between", "what happened around",
        "what happened at", "what happened this", "what happened yesterday", "what happened on", "what happened over",
        "what happened during", "what has happened in", "what has happened since", "what's happened in",
        "what's happened since", "what all happened", "anything happen in", "anything happened in",
        "anything happen since", "anything happened since", "anything new in", "what's new in", "what is new in",
    ];

    // What somebody did, whatever came of it.
    private static readonly string[] Changed =
    [
        "what changed", "what has changed", "what's changed", "whats changed", "what was changed", "what did change",
        "what have changed", "what just changed", "anything changed", "anything change", "something changed",
        "did anything change", "did something change", "has anything changed", "has something changed", "what changes",
        "which changes", "any changes", "any change", "recent changes", "latest changes", "last changes",
        "change history", "history of changes", "change timeline", "timeline of changes", "change log", "changelog",
        "list changes", "show changes", "show me changes", "all changes", "the changes", "changes in", "changes to",
        "changes since", "changes of", "who changed", "who last changed", "who edited", "who last edited",
        "who touched", "who modified", "who updated", "who deployed", "who scaled", "who cordoned", "who drained",
        "who tainted", "who rolled", "who restarted", "what was deployed", "what got deployed",
        "what has been deployed", "any deploys", "any deployments since", "any deployment since", "recent deploys",
        "recent rollouts", "recent rollout", "last deploy", "last rollout", "last deployment of", "deployed since",
        "deployed today", "deployed recently", "deployed last", "rolled out today", "rolled out since",
        "rolled out recently", "rollout history", "revision history", "timeline of", "timeline for", "the timeline",
    ];

    private static readonly string[] WhyScaled =
    [
        "why was", "why is", "why did", "why has", "why were", "why are", "who scaled", "what scaled", "how come",
    ];

    /// <summary>Asks for the change timeline.</summary>
    public static bool AskWhatChanged(Said said) => said.SaysAny(Happened) || AsksOfChanges(said);

    // "Why is checkout scaled to zero", "who scaled it": trouble is another matter.
    public static bool AskOfScaling(Said said) => said.SaysAny(WhyScaled) &&
        (Has(said, "scaled", "rescaled", "scaling") ||
            (Has(said, "replicas", "replica", "pods") && Has(said, "many", "few", "only", "so")));

    // "Checkout is slow, what changed?" is a case: its changes come with the cause.
    private static bool AsksOfChanges(Said said) =>
        (said.SaysAny(Changed) || (Has(said, "when", "why") && Has(said, "was", "were", "did", "is") &&
            Has(said, "changed", "edited", "deployed", "cordoned", "drained", "tainted", "applied"))) &&
        !Has(said, "events", "event", "logs", "log") &&
        (IntakeSymptoms.Of(said.Words) is null || Has(said, "who", "when", "before"));

    private static bool Has(Said said, params ReadOnlySpan<string> any)
    {
        foreach (var word in any)
        {
            if (said.Words.Contains(word))
            {
                return true;
            }
        }

        return false;
    }
}
