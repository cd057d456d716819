using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Host.Notify;

/// <summary>Notices in the words of those who receive them. Pure.</summary>
internal static class NoticeBody
{
    public const string Kaos = "kaos";
    public const string Slack = "slack";
    public const string Alertmanager = "alertmanager";

    /// <summary>
    /// <c>t=</c> Unix seconds, <c>v1=</c> HMAC-SHA256 of "t.body" in hex, with the receiver's secret.
    /// </summary>
    public const string SignatureHeader = "X-Kaos-Signature";

    // An alert that nobody takes back ends by itself: KAOS says a thing once.
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    public static readonly string[] Formats = [Kaos, Slack, Alertmanager];

    public static byte[] Write(Notice notice, string format)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            switch (format)
            {
                case Slack:
                    json.WriteStartObject();
                    json.WriteString(
                        "text", $"*{Escaped(Title(notice))}*\n{Escaped(Whole(notice))}\n`{notice.SessionId}`");
                    json.WriteEndObject();
                    break;
                case Alertmanager:
                    WriteAlert(json, notice);
                    break;
                default:
                    WriteOwn(json, notice);
                    break;
            }
        }

        return stream.ToArray();
    }

    public static string Signature(byte[] body, string secret, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(seconds + "."), .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private static void WriteOwn(Utf8JsonWriter json, Notice notice)
    {
        json.WriteStartObject();
        json.WriteString("kind", "kaos.notice/v1");
        json.WriteString("id", notice.Id);
        json.WriteString("what", notice.Kind);
        json.WriteString("sessionId", notice.SessionId);
        json.WriteString("incidentId", notice.IncidentId);
        json.WriteString("planHash", notice.PlanHash);
        json.WriteString("tenant", notice.Signal.Tenant);
        json.WriteString("cluster", notice.Signal.Cluster);
        json.WriteString("object", notice.Signal.Subject.ToString());
        json.WriteString("text", notice.Text);
        json.WriteStartArray("evidence");
        foreach (var item in notice.Evidence)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
        json.WriteString("next", notice.Next);
        json.WriteString("at", notice.At);
        json.WriteEndObject();
    }

    // POST /api/v2/alerts takes a list; what is the same alert is told by its labels.
    private static void WriteAlert(Utf8JsonWriter json, Notice notice)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteStartObject("labels");
        json.WriteString(
            "alertname",
            "Kaos" + string.Concat(notice.Kind.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..])));
        json.WriteString(AlertmanagerSignals.SourceLabel, Kaos);
        json.WriteString("severity", notice.Signal.Severity == Severity.Critical ? "critical" : "warning");
        json.WriteString("cluster", notice.Signal.Cluster);
        json.WriteString("tenant", notice.Signal.Tenant);
        if (notice.Signal.Subject.Namespace is { } place)
        {
            json.WriteString("namespace", place);
        }

        json.WriteString("object", $"{notice.Signal.Subject.Kind}/{notice.Signal.Subject.Name}");
        json.WriteString("incident", notice.IncidentId);
        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteString("summary", Title(notice));
        json.WriteString("description", Whole(notice));
        json.WriteString("session", notice.SessionId);
        json.WriteEndObject();
        json.WriteString("startsAt", notice.At);
        json.WriteString("endsAt", notice.Until ?? notice.At + Lasts);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string Whole(Notice notice)
    {
        var text = new StringBuilder(notice.Text);
        foreach (var item in notice.Evidence)
        {
            text.Append("\n- ").Append(item);
        }

        return (notice.Next.Length == 0 ? text : text.Append("\nNext: ").Append(notice.Next)).ToString();
    }

    private static string Title(Notice notice) =>
        $"KAOS: {notice.Kind.Replace('-', ' ')}, {notice.Signal.Subject} in {notice.Signal.Cluster}";

    // What a pod writes into its log must not address a whole channel.
    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
