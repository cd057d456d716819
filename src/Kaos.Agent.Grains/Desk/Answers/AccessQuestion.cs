using System.Collections.Frozen;
using Kaos.Diagnosis.Access;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>What a question about rights asks. Pure.</summary>
internal abstract record AccessQuestion
{
    public sealed record WhoMay(AccessAction Action) : AccessQuestion;

    public sealed record May(string Who, AccessAction Action) : AccessQuestion;

    /// <param name="Only">The verbs that are asked about; empty: all.</param>
    public sealed record RightsOf(string Who, IReadOnlyList<string> Only) : AccessQuestion;

    /// <summary>Which pods run as an account.</summary>
    public sealed record PodsOf(string Who) : AccessQuestion;

    public sealed record Audit : AccessQuestion;

    public sealed record Unclear : AccessQuestion;

    // A verb of RBAC, or of what people do, and the words for it.
    private static readonly FrozenDictionary<string, string> Verbs = new (string Verb, string Words)[]
    {
        ("get", "get read see view"),
        ("list", "list"),
        ("watch", "watch"),
        ("create", "create make add"),
        ("update", "update edit write change"),
        ("patch", "patch modify"),
        ("delete", "delete remove kill"),
        ("deletecollection", "deletecollection"),
        ("exec", "exec"),
        ("scale", "scale"),
        ("restart", "restart"),
        ("impersonate", "impersonate"),
        ("bind", "bind"),
        ("escalate", "escalate"),
        ("approve", "approve"),
        ("evict", "evict"),
    }.SelectMany(row => row.Words.Split(' '), (row, word) => (row.Verb, Word: word))
        .ToFrozenDictionary(row => row.Word, row => row.Verb);

    // Group and plural by kind, as far as people ask about rights on them.
    private static readonly FrozenDictionary<string, (string Group, string Plural)> Resources = new (string Group,
        string Kinds)[]
    {
        ("", "Pod Service ConfigMap PersistentVolumeClaim PersistentVolume Node Namespace Event ResourceQuota ServiceAccount LimitRange"),
        ("apps", "Deployment StatefulSet DaemonSet ReplicaSet"),
        ("batch", "Job CronJob"),
        ("networking.k8s.io", "Ingress NetworkPolicy"),
        ("autoscaling", "HorizontalPodAutoscaler"),
        ("storage.k8s.io", "StorageClass"),
        ("policy", "PodDisruptionBudget"),
        ("discovery.k8s.io", "EndpointSlice"),
        ("rbac.authorization.k8s.io", "Role ClusterRole RoleBinding ClusterRoleBinding"),
    }.SelectMany(row => row.Kinds.Split(' '), (row, kind) => (row.Group, Kind: kind))
        .ToFrozenDictionary(row => row.Kind, row => (row.Group, Plural(row.Kind)));

    private static readonly FrozenSet<string> NoNames =
        ("can may could do does what which the a an my our service account serviceaccount sa user group in of for to has have " +
        "is are who rights permissions access and all namespace allowed show list me please tell rbac role bindings review be able")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static string Plural(string kind) => kind.ToLowerInvariant() switch
    {
        "ingress" or "storageclass" => kind.ToLowerInvariant() + "es",
        "networkpolicy" => "networkpolicies",
        var other => other + "s",
    };

    /// <param name="words">Without those that name the place.</param>
    public static AccessQuestion Of(IReadOnlyList<string> words, string? @namespace)
    {
        if (words.Any(word => word is "audit" or "unused") &&
            words.Any(word => word is "account" or "accounts" or "sa" or "serviceaccount" or "serviceaccounts"))
        {
            return new Audit();
        }

        if (words.Any(word => word is "use" or "uses" or "using" or "run" or "runs" or "running") &&
            words.Any(word => word is "which" or "what" or "pods" or "list" or "show") &&
                AccountOf(words) is { } account)
        {
            return new PodsOf(account);
        }

        if (words.Contains("who") && words.Contains("access") && Resource(words) is var (of, kind))
        {
            return new WhoMay(new AccessAction("get", of, kind, @namespace));
        }

        if (string.Concat(words).Replace("-", "", StringComparison.Ordinal)
            .Contains("clusteradmin", StringComparison.Ordinal))
        {
            return new WhoMay(new AccessAction("*", "*", "*", null));
        }

        if (words.FirstOrDefault(word => word.Length > 1 && word[0] == '/') is { } path)
        {
            var verb = words.Where(Verbs.ContainsKey).Select(word => Verbs[word]).FirstOrDefault("get");
            var asked = new AccessAction(verb, "", "", null) { Path = path };
            return Named(words, words.Count) is { } someone && !words.Contains("who")
                ? new May(someone, asked)
                : new WhoMay(asked);
        }

        var at = Enumerable.Range(0, words.Count)
            .FirstOrDefault(i => Verbs.ContainsKey(words[i]) && Resource(words.Skip(i + 1)) is not null, -1);
        var who = Named(words, at < 0 ? words.Count : at);
        if (at >= 0 && Resource(words.Skip(at + 1)) is var (group, plural))
        {
            var action = Asked(
                Verbs[words[at]], group, plural, @namespace, words.Contains("logs") || words.Contains("log")) with
            {
                Name = OneObject(words, at),
            };
            return who is null || words.Contains("who") ? new WhoMay(action) : new May(who, action);
        }

        return who is not null
            ? new RightsOf(who, words.Any(word => word is "read" or "see" or "view") ? ["get", "list", "watch"] : [])
            : new Unclear();
    }

    private static AccessAction Asked(
        string verb, string group, string plural, string? @namespace, bool logs) => verb switch
        {
            "exec" => new AccessAction("create", "", "pods/exec", @namespace),
            "evict" => new AccessAction("create", "", "pods/eviction", @namespace),
            "scale" => new AccessAction("patch", group, $"{plural}/scale", @namespace),
            "restart" => new AccessAction("patch", group, plural, @namespace),
            "get" when logs && plural == "pods" => new AccessAction("get", "", "pods/log", @namespace),
            _ => new AccessAction(verb, group, plural, @namespace),
        };

    private static (string Group, string Plural)? Resource(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            if (word is "secret" or "secrets")
            {
                return ("", "secrets");
            }

            if (word is "logs" or "log")
            {
                return ("", "pods");
            }

            if (IntakeKinds.Of(word) is { } kind && Resources.TryGetValue(kind, out var known))
            {
                return known;
            }
        }

        return null;
    }

    // "… update configmap checkout-config": what follows a kind in the singular is the name of one.
    private static string? OneObject(IReadOnlyList<string> words, int verb) => words.Skip(verb + 1)
        .SkipWhile(word => IntakeKinds.Of(word) is null && word != "secret").Take(2).ToList() is [var kind, var name] &&
        !kind.EndsWith('s') && CouldBeAName(name)
            ? name
            : null;

    // "Can alice delete", "what can the service account ci do", "permissions of system:serviceaccount:shop:ci".
    private static string? Named(IReadOnlyList<string> words, int until)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i - 1] is "account" or "serviceaccount" or "sa" or "user" or "group" &&
                !NoNames.Contains(words[i]) && !Verbs.ContainsKey(words[i]))
            {
                return words[i];
            }
        }

        return words.Take(until).FirstOrDefault(CouldBeAName);
    }

    // "The default service account", "service account ci", "the ci sa".
    private static string? AccountOf(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var ends = words[i] is "sa" or "serviceaccount" ? i
                : words[i] == "service" && i + 1 < words.Count && words[i + 1] == "account" ? i + 1 : -1;
            if (ends >= 0)
            {
                return i > 0 && !NoNames.Contains(words[i - 1]) &&
                    words[i - 1] is not ("use" or "uses" or "using" or "as")
                    ? words[i - 1]
                    : words.ElementAtOrDefault(ends + 1);
            }
        }

        return null;
    }

    private static bool CouldBeAName(string word) => word[0] != '/' &&
        !NoNames.Contains(word) && !Verbs.ContainsKey(word) && IntakeKinds.Of(word) is null;
}
