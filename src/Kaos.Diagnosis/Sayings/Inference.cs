namespace Kaos.Diagnosis.Sayings;

/// <summary>
/// Reads lines that hold none of the phrases we know: by the codes that every program takes over from the system, the
/// protocol or the database below it, and else by what is said of what ("the token … has expired").
/// </summary>
internal static class Inference
{
    private static readonly PhraseTable<Consolation> Consolations = new((Consolation.Any,
    [
        "using default", "use default", "use the default", "using the default", "defaulting to", "falling back",
        "fall back to", "fallback to", "ignoring", "ignored", "will be ignored", "skipping", "skipped",
        "will be created", "will create", "creating new", "creating it", "creating a new", "creating default",
        "creating one", "generating", "assuming", "not fatal", "non-fatal", "nonfatal", "harmless", "continuing",
        "proceeding", "not an error", "as expected", "is expected", "this is normal", "nothing to", "disabled",
        "disabling", "is optional", "(optional)", "can be ignored", "no action", "using built-in",
        "for better performance", "recommended", "we recommend", "consider ", "discarding", "already done",
        "not necessarily", "no need to", "not needed", "not used", "unused", "may be ignored", "will not be applied",
        "will be retried later",
    ]));

    private enum Consolation
    {
        Any,
    }

    /// <returns>Null where it cannot tell.</returns>
    public static Saying? Of(string text) =>
        ErrorCodes.In(text) ?? (IsConsoled(text) || IsOfRights(text) ? null : Sentences.Sentence.Read(text));

    // The API server's own sentence has a reader of its own.
    private static bool IsOfRights(string text) => text.Contains("is forbidden: User", StringComparison.Ordinal);

    /// <summary>Whether the line says what is done instead: then what it misses is no fault.</summary>
    public static bool IsConsoled(string text) => Consolations.Find(text) is not null;
}
