namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>The phrases of every class but the change. Pure.</summary>
internal static class Intentions
{
    private static readonly string[] Closing =
    [
        "thanks", "thank you", "thx", "ty", "cheers", "that's all", "thats all", "that is all", "never mind",
        "nevermind", "nvm", "forget it", "forget about it", "bye", "goodbye", "good bye", "good night", "we're done",
        "we are done", "i'm done", "im done", "all done", "done", "close it", "close this", "close the ticket",
        "you can close", "resolved", "case closed", "no further questions", "nothing else", "that'll be all",
        "all good now", "works now", "works again", "it's fixed", "its fixed", "stand down", "false alarm",
        "great work", "good job", "well done", "see you", "that was it", "i'm good", "we're good", "perfect",
        "awesome", "great", "that's it", "danke", "das wars", "das war's", "merci", "gracias", "dank u", "bedankt",
        "tschüss",
        "ciao", "adios", "take care", "talk later", "later",
    ];

    private static readonly string[] ClosingFiller =
    [
        "for", "now", "so", "much", "a", "lot", "very", "many", "the", "your", "help", "you", "ok", "okay", "kaos",
        "and", "all", "today", "again", "it", "this", "was", "then", "good", "that", "that's", "no", "yes", "can",
        "just", "folks", "mate", "guys", "team", "all", "everyone", "bro", "sir", "madam", "schön", "vielen", "please",
        "incident", "we", "is", "i", "cool", "nice", "really", "here",
    ];

    // The whole sentence is one of these.
    private static readonly string[] Answering =
    [
        "yes", "yep", "yeah", "no", "nope", "ok", "okay", "sure", "go", "go ahead", "do it", "ship it", "lgtm",
        "approve", "approved", "i approve", "reject", "rejected", "i reject", "deny", "confirm", "confirmed", "why",
        "how", "how come", "status", "and", "and now", "now what", "what now", "so", "well", "continue", "go on",
        "proceed", "explain", "details", "more", "more details", "wait", "hold on", "abort", "cancel", "cancel it",
        "stop", "undo it", "undo that", "revert it", "revert that", "again", "sounds good", "agreed", "the same",
        "same", "both", "neither", "none", "none of them", "all of them", "hurry", "faster", "do nothing", "why not",
        "really", "are you sure", "do that", "yes please", "yes do it", "yes do that", "please do", "please do so",
        "do so", "do the first", "do the second", "reject it", "no reject it", "approve it", "accept", "accept it",
        "decline",
        "what's the status", "what is the status", "go for it", "make it so", "take the first", "take the second", "y",
        "n",
        "correct", "right", "that one", "this one", "the first", "the second", "first", "second", "how so",
    ];

    private static readonly string[] AboutWhatWasSaid =
    [
        "go with", "option", "the first one", "the second one", "the third one", "the last one", "first option",
        "second option", "the former", "the latter", "what can we do", "what can i do", "what can you do about",
        "what should we do", "what should i do", "what do you suggest", "what do you recommend",
        "which one would you", "which would you", "how do you know", "how sure are you", "what makes you",
        "are you certain", "show me the plan", "show the plan", "show me the diff", "show the diff", "the evidence",
        "what evidence", "show me the options", "the options", "the choices", "my choices", "what options",
        "what did you find", "what have you found", "found anything", "what did you do", "what have you done",
        "what happened next", "did it help", "did it work", "did that work", "did that help", "has it worked",
        "is it fixed", "is it done", "is it over", "are you done", "any progress", "any update", "any news",
        "how is it going", "how's it going", "tell me more", "why that", "why this", "why did you", "why do you",
        "what do you mean", "explain that", "explain this", "explain it", "what was the cause",
        "what was the root cause", "what caused it", "what caused this", "what caused that", "ruled out", "what else",
        "could it be", "could that be", "was it the", "take over", "i'll steer", "i steer", "keep watching",
        "is it still", "hand it over", "hand over", "the rollback plan", "what will it", "what would it",
        "what does it do", "what would that", "how long will", "how risky", "who approved", "who has to approve",
        "who can approve", "what are we waiting for", "which of them", "and the other",
    ];

    private static readonly string[] HowItIs =
    [
        "health check", "healthcheck", "health-check", "checkup", "check up", "everything ok", "everything okay",
        "everything fine", "everything alright", "everything all right", "everything good", "everything in order",
        "all good", "all ok", "all well", "all green", "all systems", "any incidents", "any incident", "any ongoing",
        "any problems", "any issues", "any alerts", "any trouble", "anything wrong", "anything broken",
        "anything on fire", "anything burning", "on fire", "anything down", "anything i should know",
        "anything unusual", "anything failing", "anything weird", "open incidents", "ongoing incidents",
        "current incidents", "active incidents", "incidents right now", "incidents now", "recent incidents",
        "past incidents", "incident history", "how are things", "how are we doing", "how is the cluster",
        "how's the cluster", "how is everything", "how does the cluster look", "how does it look", "how healthy",
        "cluster status", "status overview", "state of the cluster", "status of the cluster", "cluster health",
        "overall health",
        "overview of the cluster", "cluster overview", "sanity check", "are we ok", "are we okay", "are we good",
        "are there incidents", "is it healthy", "what is ongoing", "what's ongoing", "status report",
        "situation report", "sitrep", "had this before", "seen this before", "this happened before",
        "that happened before", "it happened before", "ever happened before",
    ];

    public static bool IsClosing(Said said) =>
        said.Words.Count is > 0 and < 14 && said.SaysAny(Closing) && Remainder(said) == 0;

    public static bool IsFollowUp(Said said) =>
        Answering.Contains(
            string.Join(
                ' ', said.Words.SkipWhile(word =>
                    word is "ok" or "okay" or "so" or "please" or "and" or "hm" or "hmm" && said.Words.Count > 1)),
            StringComparer.Ordinal)
        || Answering.Contains(string.Join(' ', said.Words), StringComparer.Ordinal)
        || said.SaysAny(["do it but", "do that but", "go ahead but", "yes but"])
        || (said.Words.Count <= 14 && said.SaysAny(AboutWhatWasSaid));

    public static bool IsHealth(Said said) =>
        !said.SaysAny(["failing health checks", "fails health checks", "failing health check", "fails its health"]) &&
        (said.SaysAny(HowItIs) || said.Words is ["how", "is", _, "doing"] or ["how's", _, "doing"] ||
        said.Words is ["is", _, "ok" or "okay" or "fine" or "good" or "alright" or "green" or "stable"] ||
            IsHowItIs(said));

    private static bool IsHowItIs(Said said) =>
        (said.SaysAny(["state of", "status of"]) && said.Words.Contains("namespace"))
        || (said.Words is ["is" or "are", ..] &&
            said.Words.Any(word => word is "cluster" or "clusters" or "namespace" or "everything" or "things")
            && said.Words[^1] is "ok" or "okay" or "fine" or "good" or "well" or "up" or "alright" or "green"
                or "stable")
        || (said.Words.Any(Lexicon.Health.Contains) &&
            said.Words.Any(word =>
                word is "is" or "are" or "check" or "how" or "cluster" or "report" or "show" or "namespace"
                    or "overall" or "of")
            && !said.Words.Any(word =>
                word is "unhealthy" or "not" or "why" or "stats" or "summary" or "isn't" or "list" or "which"));

    // What is left when all the phrases of farewell are taken out.
    private static int Remainder(Said said)
    {
        var rest = said.Flat;
        foreach (var phrase in Closing.OrderByDescending(phrase => phrase.Length))
        {
            rest = rest.Replace($" {phrase} ", "  ", StringComparison.Ordinal);
        }

        return rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => !ClosingFiller.Contains(word));
    }
}
