using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Triage;

/// <summary>What one alert of a batch came to; exactly one of signal, ignored and problem is set.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Resolved">The alert says that it is over; the signal tells what was.</param>
/// <param name="Ignored">Why it is not a report of trouble.</param>
public sealed record AlertReading(
    int Index, string AlertName, Signal? Signal, bool Resolved, string? Ignored = null, Problem? Problem = null);

/// <summary>
/// Reads the body of Alertmanager's webhook (version 4). Each alert stands alone: a bad one is a problem of its own and
/// never fails the batch. Pure.
/// </summary>
public static class AlertmanagerSignals
{
    /// <summary>
    /// Label of the alerts that KAOS itself raises, with the value <c>kaos</c>: they are for people and come back as
    /// nothing.
    /// </summary>
    public const string SourceLabel = "source";

    private const int MostAlerts = 1000;
    private const int MostText = 1000;

    internal static bool IsOwn(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(SourceLabel) == "kaos";

    /// <param name="worlds">The clusters as they are known now.</param>
    /// <param name="tenantOf">Tenant of (cluster, namespace).</param>
    public static Result<ImmutableArray<AlertReading>> Read(
        JsonElement body, IReadOnlyList<ClusterSnapshot> worlds, Func<string, string?, string> tenantOf)
    {
        if (body.ValueKind != JsonValueKind.Object ||
            !body.TryGetProperty("alerts", out var alerts) || alerts.ValueKind != JsonValueKind.Array)
        {
            return new Problem(
                ProblemCode.Invalid,
                "The body is not an Alertmanager notification: it has no list 'alerts'.",
                "Send what Alertmanager's webhook_config sends (version 4).");
        }

        if (alerts.GetArrayLength() > MostAlerts)
        {
            return new Problem(
                ProblemCode.TooManyRequests,
                $"The notification has {alerts.GetArrayLength()} alerts; {MostAlerts} at a time are read.",
                "Set max_alerts in the webhook_config.");
        }

        return alerts.EnumerateArray().Select((alert, index) => One(index, alert, worlds, tenantOf)).ToImmutableArray();
    }

    private static AlertReading One(
        int index, JsonElement alert, IReadOnlyList<ClusterSnapshot> worlds, Func<string, string?, string> tenantOf)
    {
        if (alert.ValueKind != JsonValueKind.Object)
        {
            return Bad(index, "", "it is not an object");
        }

        if (!alert.TryGetProperty("labels", out var raw) || raw.ValueKind != JsonValueKind.Object)
        {
            return Bad(index, "", "it has no labels");
        }

        var labels = Strings(raw);
        var name = labels.GetValueOrDefault("alertname", "");
        if (name.Length == 0)
        {
            return Bad(index, "", "it has no label 'alertname'");
        }

        if (Ignored(name, labels) is { } why)
        {
            return new AlertReading(index, name, null, false, why);
        }

        var (world, problem) = World(labels, worlds);
        if (world is null)
        {
            return Bad(index, name, problem);
        }

        var symptom = AlertSymptoms.Of(name, labels.GetValueOrDefault("reason"));
        return AlertSubjects.Of(world.Objects, name, symptom, labels) is { } subject
            ? new AlertReading(
                index, name, Signal(alert, name, symptom, labels, world, subject, tenantOf), IsResolved(alert))
            : Bad(
                index, name,
                "none of its labels names an object (namespace, pod, deployment, statefulset, service, node, …)");
    }

    private static Signal Signal(
        JsonElement alert,
        string name,
        string symptom,
        ImmutableSortedDictionary<string, string> labels,
        ClusterSnapshot world,
        ObjectRef subject,
        Func<string, string?, string> tenantOf)
    {
        var at = Time(alert, "startsAt") ?? world.Now;
        var fingerprint = Text(alert, "fingerprint")
            ?? string.Join(',', labels.Select(pair => $"{pair.Key}={pair.Value}"));
        var annotations = alert.TryGetProperty("annotations", out var raw) && raw.ValueKind == JsonValueKind.Object
            ? Strings(raw)
            : ImmutableSortedDictionary<string, string>.Empty;
        var said = annotations.GetValueOrDefault("summary") ?? annotations.GetValueOrDefault("description") ??
            annotations.GetValueOrDefault("message") ?? name;
        return new Signal(
            SignalIds.Of("alert", world.ClusterName, subject, symptom, at, fingerprint),
            tenantOf(world.ClusterName, subject.Namespace),
            world.ClusterName,
            subject,
            symptom,
            SeverityOf(labels.GetValueOrDefault("severity", "")),
            "alert",
            name,
            at,
            Redaction.Of(said.Length > MostText ? said[..MostText] : said))
        {
            Labels = labels.ToImmutableSortedDictionary(pair =>
                pair.Key, pair => Redaction.Value(pair.Key, pair.Value)),
        };
    }

    private static string? Ignored(string name, ImmutableSortedDictionary<string, string> labels) => name switch
    {
        "Watchdog" or "DeadMansSwitch" => "it only shows that alerting works",
        "InfoInhibitor" => "it only holds other alerts back",
        _ when IsOwn(labels) => "KAOS raised it itself, for people",
        _ when labels.GetValueOrDefault("severity") == "none" => "its severity is 'none'",
        _ => null,
    };

    private static (ClusterSnapshot? World, string Problem) World(
        ImmutableSortedDictionary<string, string> labels, IReadOnlyList<ClusterSnapshot> worlds)
    {
        var names = string.Join(", ", worlds.Select(world => world.ClusterName));
        if (!labels.TryGetValue("cluster", out var label) || label.Length == 0)
        {
            return worlds.Count == 1
                ? (worlds[0], "")
                : (null, $"it has no label 'cluster', and there are {worlds.Count} clusters ({names})");
        }

        var same = worlds.Where(world => world.ClusterName.Equals(label, StringComparison.OrdinalIgnoreCase)).ToList();
        if (same.Count == 0)
        {
            // A kubeconfig context often wraps the cluster's name: admin@prod-us-east.
            same = [.. worlds.Where(world => world.ClusterName.Contains(label, StringComparison.OrdinalIgnoreCase))];
        }

        return same.Count == 1
            ? (same[0], "")
            : (null, $"its cluster '{label}' is not one of those that KAOS works on ({names})");
    }

    private static Severity SeverityOf(string label) => label.ToLowerInvariant() switch
    {
        "critical" or "page" or "error" or "high" or "emergency" or "fatal" or "sev1" or "p1" => Severity.Critical,
        "info" or "informational" or "low" or "notice" => Severity.Info,
        _ => Severity.Warning,
    };

    private static bool IsResolved(JsonElement alert) =>
        string.Equals(Text(alert, "status"), "resolved", StringComparison.OrdinalIgnoreCase);

    private static AlertReading Bad(int index, string name, string why) => new(
        index, name, null, false, null, new Problem(
            ProblemCode.Invalid,
            $"Alert {index}{(name.Length == 0 ? "" : $" ({name})")} cannot be used: {why}.",
            "The other alerts of the batch are not affected."));

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String &&
        value.TryGetDateTimeOffset(out var at) && at.Year > 1
            ? at.ToUniversalTime()
            : null;

    private static ImmutableSortedDictionary<string, string> Strings(JsonElement map) => map.EnumerateObject()
        .Where(pair => pair.Value.ValueKind == JsonValueKind.String)
        .DistinctBy(pair => pair.Name)
        .ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "", StringComparer.Ordinal);
}
