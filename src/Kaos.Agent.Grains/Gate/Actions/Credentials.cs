using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>What looks like a credential never enters a plan: plans are kept in the log and shown to people.</summary>
internal static partial class Credentials
{
    public static bool Looks(string key, JsonNode? value) =>
        value is not null && Credential().IsMatch($"{key}={value}");

    /// <summary>The name under which something in there looks like a credential; null when nothing does.</summary>
    public static string? In(JsonNode? node, string name = "") => node switch
    {
        JsonObject map when map["name"] is { } own && map["value"] is JsonValue value =>
            Looks(own.ToString(), value) ? own.ToString() : null,
        JsonObject map => map.Select(member => In(member.Value, member.Key)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(item => In(item, name)).FirstOrDefault(found => found is not null),
        JsonValue value => Looks(name, value) ? name : null,
        _ => null,
    };

    // A word for a credential with a literal after it; a path, a reference or a placeholder is not one.
    [GeneratedRegex(
        @"(passw(or)?d|secret|token|api[-_.]?key|credential|private[-_.]?key)[a-z0-9_.-]*""?\s*[:=]\s*[^\s/$<{]\S*|://[^/\s:@]+:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Credential();
}
