namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>Whether somebody asks about rights. Pure.</summary>
internal static class AccessWords
{
    private static readonly string[] Phrases =
    [
        "who can", "who may", "who is allowed", "who's allowed", "who has access", "who has permission",
        "who has permissions", "who has rights", "who is able to", "who has cluster-admin", "who has admin",
        "who is cluster-admin", "who could", "whoami", "rbac", "permissions of", "permissions for", "rights of",
        "what permissions", "what rights", "access review", "role bindings", "service account audit",
        "serviceaccount audit", "audit service accounts", "audit the service accounts", "audit serviceaccounts",
        "unused service accounts", "unused serviceaccounts", "cluster-admin", "cluster admin", "clusteradmin",
        "allowed to", "permitted to", "cluster-admins", "cluster admins",
    ];

    private static readonly string[] Subjects =
    [
        "serviceaccount", "serviceaccounts", "sa", "user", "group",
    ];

    // The API server's own words of a refusal, pasted.
    private static bool IsRefusal(Said said) =>
        said.Words.Contains("forbidden") && said.Words.Contains("cannot") && said.Words.Contains("resource");

    public static bool AreIn(Said said) => IsRefusal(said) || !said.Words.Contains("why") && (said.SaysAny(Phrases)
        || (said.Words.Any(Subjects.Contains) &&
            said.Words.Any(word => word is "can" or "do" or "may" or "allowed" or "access" or "permissions"))
        || (said.Says("service account") &&
            said.Words.Any(word =>
                word is "can" or "do" or "may" or "allowed" or "access" or "permissions" or "audit" or "uses" or "use"
                    or "using" or "rights"))
        || IsMay(said) || IsWhatMay(said));

    // "what may alice do in shop?"
    private static bool IsWhatMay(Said said) => said.Words.Count > 3 &&
        said.Words[0] == "what" && said.Words[1] is "can" or "may" or "could" && !NotOthers.Contains(said.Words[2]) &&
        said.Words.Skip(3).Take(2).Any(word => word == "do" || AccessVerbs.Contains(word));

    // "can alice delete pods in shop?"
    private static bool IsMay(Said said) =>
        said.Clauses.Count > 0 && said.Clauses[0] is ["can" or "may" or "could", var who, var verb, _, ..]
        && !NotOthers.Contains(who) && AccessVerbs.Contains(verb);

    private static readonly string[] NotOthers =
        ["you", "u", "we", "i", "it", "kaos", "someone", "somebody", "please", "the", "this", "be"];

    private static readonly string[] AccessVerbs =
    [
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "exec", "read", "write",
        "see", "edit", "view", "impersonate", "bind", "escalate", "scale",
    ];
}
