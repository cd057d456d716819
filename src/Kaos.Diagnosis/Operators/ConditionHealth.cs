using System.Text.Json;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// Resources of kinds that have no words of their own here: read by the conventions that operators follow, conditions
/// first, then a phase or a state. What rests on purpose, and what merely ran once, is well.
/// </summary>
internal static class ConditionHealth
{
    private static readonly TimeSpan Retries = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Making = TimeSpan.FromHours(1);
    private static readonly string[] Rests = ["suspend", "suspended", "paused", "pause", "hibernated"];
    private static readonly string[] States = ["phase", "state", "status", "health", "robustness", "healthStatus"];
    private static readonly string[] Summaries = ["Ready", "Available", "Healthy", "Synced"];

    // Runs of something: that one failed is history, and whoever started it was told.
    private static readonly string[] Runs =
    [
        "Run", "Job", "Workflow", "Backup", "Restore", "Test", "Task", "Request", "Execution", "Operation", "Report",
        "Session", "Build", "Migration", "Event",
    ];

    public static ResourceTrouble? Of(CustomResource item)
    {
        if (IsAtRest(item))
        {
            return null;
        }

        var bad = item.Conditions.Where(ConditionWords.IsTrouble)
            .OrderByDescending(c => c.IsTrue).ThenByDescending(c => Summaries.Contains(c.Type))
            .ThenBy(c => c.Type, StringComparer.Ordinal).FirstOrDefault();
        return bad is not null
            ? new ResourceTrouble(
                CauseCodes.ResourceUnhealthy, ResourceHealth.Words(bad), bad.LastTransitionTime,
                ConditionWords.IsUnderWay(bad) || IsOutdated(item) ? Making : Retries)
            : Error(item) ?? State(item);
    }

    private static bool IsAtRest(CustomResource item) =>
        Array.Exists(Runs, r => item.Kind.EndsWith(r, StringComparison.Ordinal)) ||
        Array.Exists(Rests, r => item.Spec.Text(r) == "true") ||
        item.Conditions.Any(ConditionWords.IsRest) ||
        item.Metadata.Annotations.Any(a => a.Value is "true" or "on" &&
            (a.Key.EndsWith("/paused", StringComparison.Ordinal) ||
                a.Key.EndsWith("/hibernation", StringComparison.Ordinal) ||
                a.Key.EndsWith("/suspended", StringComparison.Ordinal)));

    // What its status says is about an earlier form of it.
    private static bool IsOutdated(CustomResource item) =>
        long.TryParse(item.Status.Text("observedGeneration"), out var seen) && seen < item.Metadata.Generation;

    private static ResourceTrouble? Error(CustomResource item) =>
        item.Status.Text("error", "message") is { Length: > 0 } message
            ? new ResourceTrouble(CauseCodes.ResourceUnhealthy, $"error: {Say.Short(message, 600)}", null, Retries)
            : null;

    private static ResourceTrouble? State(CustomResource item)
    {
        foreach (var field in States)
        {
            if (item.Status.At(field) is { ValueKind: JsonValueKind.String } value &&
                value.GetString() is { } word && ConditionWords.IsFailed(word))
            {
                var why = item.Status.Text("message") ?? item.Status.Text("reason") ?? item.Status.Text("errorMessage");
                return new ResourceTrouble(
                    CauseCodes.ResourceUnhealthy,
                    $"{field} is {word}" + (why is { Length: > 0 } ? $": {Say.Short(why, 600)}" : ""), null, Retries);
            }
        }

        return null;
    }
}
