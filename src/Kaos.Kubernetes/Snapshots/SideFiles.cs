using System.Globalization;
using System.Text.Json;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>The files beside the objects: series, alerts and the note on the snapshot itself.</summary>
internal static class SideFiles
{
    public static void ReadSnapshotNote(SnapshotDraft draft, SnapshotFile file, byte[] bytes) =>
        Guarded(draft, file, bytes, note =>
        {
            draft.Question = Text(note, "question");
            draft.ClusterName = Text(note, "clusterName");
            if (Text(note, "now") is not { } now)
            {
                return;
            }

            if (DateTimeOffset.TryParse(
                now, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            {
                draft.Now = moment.ToUniversalTime();
            }
            else
            {
                draft.Unread(
                    file.RelativePath,
                    $"\"now\" is '{now}', which is no time such as 2026-11-20T20:12:28Z; the newest time in the folder stands in");
            }
        });

    public static void ReadSeries(SnapshotDraft draft, SnapshotFile file, byte[] bytes) =>
        Guarded(draft, file, bytes, root =>
        {
            var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data)
                && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("result", out var result)
                    ? result
                    : root;
            var index = 0;
            foreach (var element in list.EnumerateArray())
            {
                if (TrySeries(element) is { } series)
                {
                    draft.Series.Add(series);
                }
                else
                {
                    draft.Unread(
                        file.RelativePath,
                        FormattableString.Invariant(
                            $"series [{index}] is not {{\"metric\":{{…}},\"values\":[[unix,\"v\"],…]}}"));
                }

                index++;
            }
        });

    public static void ReadAlerts(SnapshotDraft draft, SnapshotFile file, byte[] bytes) =>
        Guarded(draft, file, bytes, root =>
        {
            foreach (var element in root.EnumerateArray())
            {
                draft.Alerts.Add(element.Deserialize(KubernetesJson.Default.Alert) ?? new Alert());
            }
        });

    private static MetricSeries? TrySeries(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("metric", out var metric)
            || metric.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var points = new List<MetricPoint>();
        if (element.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array)
        {
            foreach (var value in values.EnumerateArray())
            {
                if (TryPoint(value) is not { } point)
                {
                    return null;
                }

                points.Add(point);
            }
        }
        else if (element.TryGetProperty("value", out var single) && TryPoint(single) is { } only)
        {
            points.Add(only);
        }
        else
        {
            return null;
        }

        var labels = metric.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String).ToList();
        return new MetricSeries(
            Text(metric, "__name__") ?? "",
            new StringMap(labels.Where(label => label.Name != "__name__")
                .Select(label => KeyValuePair.Create(label.Name, label.Value.GetString() ?? ""))),
            points);
    }

    private static MetricPoint? TryPoint(JsonElement pair)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2
            || pair[0].ValueKind != JsonValueKind.Number || !pair[0].TryGetDouble(out var seconds)
            || Math.Abs(seconds) > 1e11)
        {
            return null;
        }

        var text = pair[1].ValueKind == JsonValueKind.String ? pair[1].GetString() : pair[1].GetRawText();
        double? number = text switch
        {
            "+Inf" or "Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
        };
        return number is { } value
            ? new MetricPoint(DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000)), value)
            : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Guarded(SnapshotDraft draft, SnapshotFile file, byte[] bytes, Action<JsonElement> read)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            read(document.RootElement);
        }
        catch (JsonException broken)
        {
            draft.Unread(file.RelativePath, new DocumentPlace(file.RelativePath, bytes, 0).Describe(broken, 0));
        }
        catch (InvalidOperationException)
        {
            draft.Unread(
                file.RelativePath,
                "line 1: the file does not hold a list; see the snapshot layout in the documentation");
        }
    }
}
