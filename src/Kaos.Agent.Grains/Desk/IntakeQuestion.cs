namespace Kaos.Agent.Grains.Desk;

/// <summary>A read-only question, as far as its words tell.</summary>
/// <param name="Kind">What kind of object it is about, where that matters.</param>
internal sealed record IntakeQuestion(IntakeQuestion.Form What, string? Kind = null)
{
    public enum Form
    {
        Contexts,
        Namespaces,
        List,
        Details,
        Logs,
        Replicas,
        Events,
        Nodes,
        Usage,
    }

    private static readonly HashSet<string> Asking =
        ["show", "list", "get", "describe", "display", "print", "view", "tail", "fetch", "what", "which", "how", "give", "tell", "do", "are", "is", "who", "count", "any"];

    private static readonly HashSet<string> Listing = ["show", "list", "get", "display", "print", "which", "what", "give", "all", "many", "count", "are"];

    /// <summary>
    /// The question, or null when the words ask for something else: why things are so, or for a change.
    /// </summary>
    public static IntakeQuestion? Of(IReadOnlyList<string> words)
    {
        var polite = words.SkipWhile(word => word is "please" or "can" or "could" or "you" or "me" or "i" or "hey" or "hi").ToList();
        if (polite.Count == 0 || (!Asking.Contains(polite[0]) && !IsBareNoun(polite)) || AsksWhy(words))
        {
            return null;
        }

        var kind = words.Select(IntakeKinds.Of).FirstOrDefault(found => found is not null);
        return Special(words, polite[0]) ?? Noun(words, polite[0], kind);
    }

    private static IntakeQuestion? Special(IReadOnlyList<string> words, string first)
    {
        if (Has(words, "clusters", "contexts", "context", "kubeconfig") && !Has(words, "pods", "pod", "events", "event"))
        {
            return new IntakeQuestion(Form.Contexts);
        }

        if (Has(words, "logs", "log", "stdout"))
        {
            return new IntakeQuestion(Form.Logs);
        }

        if (Has(words, "replicas", "replica", "instances") || (first == "how" && Has(words, "copies")))
        {
            return new IntakeQuestion(Form.Replicas);
        }

        if (Has(words, "events", "event"))
        {
            return new IntakeQuestion(Form.Events);
        }

        return Has(words, "memory", "cpu", "usage", "top") && Has(words, "using", "use", "usage", "top", "consume", "consuming", "most")
            ? new IntakeQuestion(Form.Usage, Has(words, "node", "nodes") ? "Node" : "Pod")
            : null;
    }

    private static IntakeQuestion? Noun(IReadOnlyList<string> words, string first, string? kind) => kind switch
    {
        not null when IsBareNoun(words) => new IntakeQuestion(kind switch
        {
            "Namespace" => Form.Namespaces,
            "Node" => Form.Nodes,
            _ => Form.List,
        }, kind),
        "Namespace" when Has(words, "namespaces") || words.Count <= 3 => new IntakeQuestion(Form.Namespaces),
        "Node" when Has(words, "nodes", "health", "summary", "stats") => new IntakeQuestion(Form.Nodes),
        null => first is "describe" or "show" or "get" ? new IntakeQuestion(Form.Details) : null,
        _ when first == "describe" => new IntakeQuestion(Form.Details, kind),
        _ when words.Any(word => IntakeKinds.Of(word) == kind && IntakeKinds.IsPlural(word)) && words.Any(Listing.Contains) =>
            new IntakeQuestion(Form.List, kind),
        _ when first is "show" or "get" or "view" or "display" or "give" or "what" => new IntakeQuestion(Form.Details, kind),
        _ => null,
    };

    // "pods in shop", "logs of checkout", "nodes".
    private static bool IsBareNoun(IReadOnlyList<string> words) =>
        words.Count <= 5 && !IntakeSymptoms.IsTrouble(words) &&
        (IntakeKinds.IsPlural(words[0]) || words[0] is "logs" or "log" || (words[0] == "node" && Has(words, "health", "summary", "stats")));

    private static bool AsksWhy(IReadOnlyList<string> words)
    {
        var text = $" {string.Join(' ', words)} ";
        return new[]
        {
            " why ", " wrong ", " going on ", " investigate ", " diagnose ", " happening ", " happened ",
            " root cause ", " matter ",
            " broken ", " problem ", " issue ", " not working ", " fix ",
        }.Any(phrase => text.Contains(phrase, StringComparison.Ordinal)) ||
            (IntakeSymptoms.Of(words) is not null && !words.Any(Listing.Contains));
    }

    private static bool Has(IReadOnlyList<string> words, params ReadOnlySpan<string> any)
    {
        foreach (var word in any)
        {
            if (words.Contains(word))
            {
                return true;
            }
        }

        return false;
    }
}
