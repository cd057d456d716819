namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// Whose work is asked for, where it is another agent's. The objects of such a tool (its pods, its Deployment) and
/// trouble in which it is merely mentioned stay here. Pure.
/// </summary>
/// <param name="Target">The agent's name.</param>
/// <param name="Name">The tool's name, for people.</param>
/// <param name="Tool">The word by which it was named.</param>
/// <param name="Action">What is to be done.</param>
internal sealed record OtherAgents(string Target, string Name, string Tool, string Action)
{
    private static readonly (string Target, string Name, string[] Tools, string[] Actions)[] Table =
    [
        ("helm-operator", "Helm", ["helm", "helmfile", "chart", "charts"],
            ["upgrade", "rollback", "roll", "install", "uninstall", "template", "lint", "package", "add", "update",
                "delete", "history", "values",
                "release", "releases", "list", "ls", "repo", "status", "show", "get", "deploy", "bump", "version",
                "versions"]),
        ("app-operator", "Argo CD", ["argocd", "argo", "argo-cd", "argo-rollouts", "appset", "applicationset"],
            ["sync", "resync", "refresh", "rollback", "promote", "abort", "create", "delete", "retry", "terminate",
                "hard-refresh",
                "list", "status", "app", "apps", "application", "applications", "diff", "show", "get", "rollout",
                "out-of-sync", "outofsync"]),
        ("observability-operator", "Prometheus", ["prometheus", "promql", "alertmanager", "grafana", "loki", "thanos"],
            ["query", "silence", "silences", "unsilence", "mute", "inhibit", "reload", "rule", "rules", "scrape",
                "configure", "config", "target", "targets",
                "retention", "receiver", "route", "dashboard", "dashboards", "run", "execute", "add", "create",
                "delete", "recording", "alerting"]),
    ];

    public static OtherAgents? Of(Said said)
    {
        if (ForeignWords.Of(said) is { } foreign)
        {
            return foreign;
        }

        if (IntakeSymptoms.IsTrouble(said.Words))
        {
            return null;
        }

        var namesKinds = said.Words.Any(word => IntakeKinds.Of(word) is not null);
        foreach (var (target, name, tools, actions) in Table)
        {
            if (said.Words.FirstOrDefault(tools.Contains) is { } tool &&
                said.Words.FirstOrDefault(actions.Contains) is { } action
                && (!namesKinds || Adjoin(said.Words, tools, actions)))
            {
                return new OtherAgents(target, name, tool, action);
            }
        }

        return null;
    }

    // "The helm release of the ingress" is Helm's; "show the prometheus pods" is not Prometheus's.
    private static bool Adjoin(
        IReadOnlyList<string> words, string[] tools, string[] actions) => words.Zip(words.Skip(1))
        .Any(pair =>
            tools.Contains(pair.First) && actions.Contains(pair.Second) && IntakeKinds.Of(pair.Second) is null);
}
