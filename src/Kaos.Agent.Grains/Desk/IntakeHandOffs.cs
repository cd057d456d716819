using System.Text.Json;
using Kaos.Agent.Grains.Correlation;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Other agents' work: Helm charts, Argo CD, the administration of Prometheus and Alertmanager. Only what is asked for
/// counts; trouble in which such a tool is merely mentioned stays here. Pure.
/// </summary>
internal static class IntakeHandOffs
{
    private static readonly (string Target, string Name, string[] Tools, string[] Actions)[] Table =
    [
        ("helm-operator", "Helm", ["helm"],
            ["upgrade", "rollback", "roll", "install", "uninstall", "template", "lint", "package", "add", "update", "delete", "history", "values"]),
        ("app-operator", "Argo CD", ["argocd", "argo", "argo-cd", "argo-rollouts"],
            ["sync", "resync", "refresh", "rollback", "promote", "abort", "create", "delete", "retry", "terminate", "hard-refresh"]),
        ("observability-operator", "Prometheus", ["prometheus", "promql", "alertmanager", "grafana"],
            ["query", "silence", "unsilence", "mute", "inhibit", "reload", "rule", "rules", "scrape", "configure", "config", "target", "targets",
                "retention", "receiver", "route", "dashboard", "run", "execute", "add", "create", "delete"]),
    ];

    public static Intake.HandOff? Of(string sentence, IReadOnlyList<string> words)
    {
        if (IntakeSymptoms.IsTrouble(words))
        {
            return null;
        }

        foreach (var (target, name, tools, actions) in Table)
        {
            var tool = words.FirstOrDefault(tools.Contains);
            var action = words.FirstOrDefault(actions.Contains);
            if (tool is not null && action is not null)
            {
                return new Intake.HandOff(
                    target,
                    $"That is {name}'s work ({action}), and KAOS works on the cluster's own objects only. " +
                    $"Give it to the agent for {name} ({target}); the data part says what was asked.",
                    Data(target, $"{tool}.{action}", sentence));
            }
        }

        return null;
    }

    private static JsonElement Data(string target, string intent, string sentence) => IntakeJson.Write(json =>
    {
        json.WriteString("kind", "kaos.handoff/v1");
        json.WriteString("target", target);
        json.WriteString("intent", intent);
        json.WriteStartObject("payload");
        json.WriteString("text", sentence);
        json.WriteEndObject();
        json.WriteString("correlationId", "hof-" + Fingerprint.Hex(20, target, sentence));
    });
}
