namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>A read-only question, as far as its words tell.</summary>
/// <param name="Kind">What kind of object it is about, where that matters.</param>
internal sealed record IntakeQuestion(IntakeQuestion.Form What, string? Kind = null)
{
    public enum Form
    {
        Contexts,
        Kubeconfig,
        UseContext,
        Namespaces,
        List,
        Details,
        Logs,
        Replicas,
        Events,
        NodeLogs,
        NodeStats,
        NodeUsage,
        PodUsage,
        Access,
        Pressure,
        Managers,
        Changes,
        Scaling,
    }

    private static readonly string[] Listing =
    [
        "show", "list", "get", "display", "print", "which", "what", "give", "all", "many", "count", "are", "see",
        "enumerate", "find", "any", "every", "dump", "how",
    ];

    private static readonly string[] Why =
    [
        "why", "wrong", "going on", "investigate", "diagnose", "happening", "happened", "root cause", "matter",
        "broken", "problem", "issue", "not working", "isn't working", "fix", "debug", "troubleshoot", "look into",
        "figure out", "what caused", "doesn't work", "find out",
    ];

    private static readonly string[] Switching =
    [
        "use context", "use the context", "use cluster", "use the cluster", "switch to", "switch context",
        "switch cluster", "switch over to", "change context", "change cluster", "change to context",
        "change to cluster", "work on cluster", "go to cluster", "connect to", "set context", "use-context",
        "set the context",
    ];

    private static readonly string[] Pressing =
    [
        "pressure", "over-provisioned", "overprovisioned", "under-provisioned", "underprovisioned", "overcommitted",
        "over-committed", "headroom", "right-size", "rightsize", "rightsizing", "right-sizing", "wasting", "wasted",
        "requests and limits", "limits and requests", "capacity", "room left", "space left", "close to their limit",
        "close to its limit", "near their limit", "against limits", "limits against", "quota usage", "usage of quotas",
        "quotas used", "bottleneck", "bottlenecks", "allocatable", "without limits", "no limits", "much quota",
        "quota left", "quota is left", "quotas left", "left of the quota", "quota remaining", "quota remains",
        "cannot be scheduled", "can't be scheduled", "could not be scheduled", "couldn't be scheduled",
        "short of resources", "short on resources", "short of memory", "short on memory", "short of cpu",
        "short on cpu",
    ];

    private static readonly string[] Managing =
    [
        "who manages", "what manages", "managed by", "who owns", "what owns", "who set", "which tool manages",
        "field managers", "fieldmanagers", "managedfields", "managed fields", "is it managed", "gitops managed",
        "who controls", "what controls", "who sets", "what sets", "who keeps", "what keeps",
    ];

    private static readonly string[] Topics =
        ["logs", "log", "events", "pods", "replicas", "details", "nodes", "usage", "stats"];

    // In this order: the first that fits is meant.
    private static readonly (Form What, Func<Said, bool> Fits)[] Special =
    [
        (Form.UseContext, said => said.SaysAny(Switching) || said.Words is ["use", _, "context" or "cluster"]),
        (Form.Managers, said => said.SaysAny(Managing)),
        (Form.Access, AccessWords.AreIn),
        (Form.Kubeconfig, said => Has(said, "kubeconfig")),
        (Form.Contexts, said => Has(said, "contexts", "context") ||
            (Has(said, "clusters", "cluster") && SpeaksOfClusters(said))),
        (Form.NodeLogs, said => Has(said, "logs", "log", "journal", "say", "says") &&
            Has(said, "node", "nodes", "kubelet", "kube-proxy", "containerd", "journald", "syslog", "kernel", "dmesg")),
        (Form.Logs, said => Has(said, "logs", "log", "stdout", "stderr", "logfile", "logging")),
        (Form.Replicas, said => Has(said, "replicas", "replica", "instances", "copies", "scaled", "scale") &&
            Has(said, "how", "many", "what", "what's", "number", "count", "desired", "show", "get", "is", "check",
                "current", "tell")),
        (Form.Events, said => Has(said, "events", "event")),
        (Form.Pressure, said => said.SaysAny(Pressing) ||
            (Has(said, "near", "close", "approaching", "above", "exceeding", "under", "over") &&
            Has(said, "limit", "limits", "quota", "quotas", "requests"))),
        (Form.NodeStats, said => Has(said, "node", "nodes", "kubelet") &&
            Has(said, "stats", "statistics", "summary", "doing")),
        (Form.NodeUsage, said => Has(said, "node", "nodes") && IsUsage(said)),
        (Form.PodUsage, IsUsage),
    ];

    /// <summary>
    /// The question, or null when the words ask for something else: why things are so, or for a change.
    /// </summary>
    public static IntakeQuestion? Of(Said said)
    {
        var clause = said.Clauses.Select(Content).FirstOrDefault(Begins) ?? Topical(said);
        if (said.SaysAny(Switching) && clause is null)
        {
            return new IntakeQuestion(Form.UseContext);
        }

        if (PastWords.AskOfScaling(said))
        {
            return new IntakeQuestion(Form.Scaling);
        }

        if (PastWords.AskWhatChanged(said))
        {
            return new IntakeQuestion(
                Form.Changes, said.Words.Select(IntakeKinds.Of).FirstOrDefault(IntakeCandidates.IsNoWorkload));
        }

        if (clause is null || AsksWhy(said))
        {
            return null;
        }

        var kind = KindOf(said);
        foreach (var (what, fits) in Special)
        {
            if (fits(said))
            {
                return new IntakeQuestion(what, kind == "Namespace" ? null : kind);
            }
        }

        return Noun(said, clause, kind);
    }

    // "Fraud-check logs since noon", "payments events": what is asked for stands behind whose it is.
    private static IReadOnlyList<string>? Topical(Said said) =>
        said.Words.Count < 12 && !IntakeSymptoms.IsTrouble(said.Words)
            ? said.Clauses.FirstOrDefault(clause => clause.Any(Topics.Contains))
            : null;

    // "Ns shop pods" asks for pods, "on which node is pod till-0" for a pod.
    private static string? KindOf(Said said)
    {
        var kinds = said.Words.Select((word, i) =>
            (Kind: IntakeKinds.Of(word), Asked: i > 0 && said.Words[i - 1] is "which" or "what"))
            .Where(found => found.Kind is not null and not "Event").OrderBy(found => found.Asked)
            .Select(found => found.Kind)
            .ToList();
        return kinds.Find(found => found != "Namespace") ?? kinds.FirstOrDefault();
    }

    private static IntakeQuestion? Noun(Said said, IReadOnlyList<string> clause, string? kind)
    {
        var first = clause[0];
        var several = said.Words.Any(word => IntakeKinds.Of(word) == kind && IntakeKinds.IsPlural(word));
        if (kind is null && first is "what" or "what's" or "which" && Has(said, "running", "runs", "deployed")
            && Has(said, "in", "on"))
        {
            return new(Form.List, "Pod");
        }

        return kind switch
        {
            null when first is "is" or "are" or "was" =>
                Has(said, "running", "ready", "up", "alive", "there", "deployed", "available") &&
                    !IntakeSymptoms.IsTrouble(said.Words) ? new(Form.Details) : null,
            null => (Lexicon.Reading.Contains(first) || first is "details" or "detail" or "info" or "status"
                || AsksForAFact(said)) && !IntakeSymptoms.IsTrouble(said.Words) ? new(Form.Details) : null,
            "Namespace" when Has(said, "namespaces") || said.Words.Count <= 3 => new(Form.Namespaces, kind),
            "Namespace" => Lexicon.Reading.Contains(first) && !Has(said, "in", "of") ? new(Form.Details, kind) : null,
            _ when first == "describe" => new(Form.Details, kind),
            _ when several &&
                (said.Words.Any(Listing.Contains) || Lexicon.Reading.Contains(first) || IsBareNoun(said, clause)) =>
                    new(Form.List, kind),
            _ when Lexicon.Reading.Contains(first) || first is "what" or "what's" or "where" or "where's" or "which"
                or "when" or "is" or "has" or "does" || IsBareNoun(said, clause) =>
                IntakeSymptoms.IsTrouble(said.Words) && first is "is" or "has" or "does"
                    ? null
                    : new(Form.Details, kind),
            _ => null,
        };
    }

    // "What's the ip of redis-0", "which image does it use": a field of an object.
    private static bool AsksForAFact(Said said) =>
        said.Words[0] is "what" or "what's" or "which" or "where" or "where's" &&
        Has(said, "ip", "address", "image", "images", "port", "ports", "version", "tag", "schedule", "node", "labels",
            "selector", "host", "limits", "requests");

    // Without what is said out of politeness or caution: "i want to see", "without touching anything show".
    private static IReadOnlyList<string> Content(
        IReadOnlyList<string> clause) => clause is ["without" or "not" or "never" or "don't", ..]
        ? [.. clause.SkipWhile(word => word is not ("show" or "list" or "get" or "describe" or "display" or "tell" or "give"))]
        : [.. clause.SkipWhile(word => (Lexicon.Polite.Contains(word) && !Asks(clause, word)) ||
            word is "and" or "but" or "then" or "so" or "to" or "me" or "quick" or "quickly" or "on" or "the")];

    private static bool Asks(IReadOnlyList<string> clause, string word) =>
        word is "can" or "could" or "should" or "would" && clause.Count > 1 && clause[0] == word &&
            clause[1] is not ("you" or "u" or "i" or "we" or "someone" or "please" or "kaos");

    private static bool Begins(IReadOnlyList<string> clause) =>
        clause.Count > 0 &&
            (Lexicon.Reading.Contains(clause[0]) || Lexicon.Asking.Contains(clause[0]) ||
                IntakeKinds.IsPlural(clause[0])
            || IntakeKinds.Of(clause[0]) is not null || clause[0] is "logs" or "log" or "all" or "kubelet" or "top"
                or "memory" or "cpu" or "replicas" or "rbac" or "resource" or "recent" or "last"
                or "contexts" or "context" or "kubeconfig" or "usage" or "current" or "quota" or "previous"
                    or "permissions" or "failed" or "pending" or "details" or "detail" or "info" or "stats" or "replica"
                    or "instances" or "anything" or "biggest" or "highest" or "largest" or "heaviest" or "status");

    // "pods in shop", "logs of checkout", "nodes".
    private static bool IsBareNoun(Said said, IReadOnlyList<string> clause) =>
        said.Words.Count <= 7 && !IntakeSymptoms.IsTrouble(said.Words) && !Lexicon.Asking.Contains(clause[0]);

    private static bool IsUsage(Said said) =>
        (Has(said, "memory", "cpu", "ram", "usage", "resources", "mem", "busy", "loaded") &&
            Has(
                said, "using", "use", "uses", "used", "usage", "top", "consume", "consuming", "consumes", "most",
                "eating", "hogging", "hogs", "eats", "takes", "take", "much", "utilization", "utilisation",
                "consumption",
                "consumers", "busy", "loaded", "biggest", "highest", "largest"))
        || (said.Words.Count <= 4 && Has(said, "top"));

    private static bool SpeaksOfClusters(Said said) =>
        Has(said, "clusters") && !AreOfAnOperator(said) && !said.Words.Any(word => IntakeKinds.Of(word) is not null)
        || said.SaysAny(["which cluster", "what cluster", "current cluster", "cluster am i", "cluster are we"]);

    // "Get cnpg clusters": a word before them that is none of speech tells whose clusters.
    private static bool AreOfAnOperator(Said said)
    {
        var at = said.Words.ToList().IndexOf("clusters");
        return at > 0 && said.Words[at - 1] is var before && !Lexicon.Reading.Contains(before) &&
            !Lexicon.Asking.Contains(before) && !Lexicon.Polite.Contains(before) &&
            before is not ("the" or "all" or "my" or "our" or "your" or "other" or "these" or "those" or "of" or "available"
                or "known" or "different" or "kubernetes" or "k8s" or "more" or "many" or "any" or "both"
                    or "configured");
    }

    private static bool AsksWhy(Said said) =>
        said.SaysAny(Why) ||
            (IntakeSymptoms.Of(said.Words) is not null && !IsListing(said) &&
                !Has(said, "logs", "log", "events", "describe"));

    // "Are" lists only at the beginning: "which pods are crashing", "the pods are crashing".
    private static bool IsListing(Said said) =>
        said.Words.Any(word => word is not "are" && Listing.Contains(word)) || said.Words[0] == "are";

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
