using System.Text;
using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>What the people who review a branch are told. Pure.</summary>
internal static class PullRequestText
{
    private const int LongestTitle = 72;

    public static (string Title, string Text) Of(ProposedChange wanted, string path)
    {
        var title = Line(wanted.Summary);
        var text = new StringBuilder(
            $"{Line(wanted.Why)}\n\nChanges in {path}, for {wanted.Sought.Target} in cluster {Line(wanted.Cluster)}:\n");
        foreach (var change in wanted.Sought.Changes)
        {
            text.Append($"- {Line(change.ToString())}: {Shown(change.Old)} -> {Shown(change.New)}\n");
        }

        text.Append("\nTo undo it, revert this commit. KAOS did not change the cluster.\n\nKaos-Incident: ")
            .Append(Line(wanted.IncidentId)).Append('\n');
        return (title.Length > LongestTitle ? $"{title[..(LongestTitle - 1)]}…" : title, text.ToString());
    }

    private static string Shown(System.Text.Json.Nodes.JsonNode? value) => value?.ToJsonString() is { } json
        ? json.Length > 120 ? "(see the diff)" : Line(json)
        : "not set";

    // Texts of a cluster stay in their line: nothing in them becomes a trailer or a heading.
    private static string Line(string text) =>
        Redaction.Of(new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)])).Trim();
}
