using System.Collections.Immutable;
using System.Globalization;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>
/// What the scheduler says, taken apart: <c>0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient
/// cpu.</c>
/// </summary>
internal sealed record SchedulerMessage(int Nodes, ImmutableArray<(int Nodes, string Reason)> Reasons)
{
    public static SchedulerMessage? Parse(string? message)
    {
        var text = message ?? "";
        var slash = text.IndexOf('/');
        var colon = text.IndexOf(':');
        var space = slash < 0 ? -1 : text.IndexOf(' ', slash);
        if (slash <= 0 || space < 0 || colon < space ||
            !int.TryParse(text[(slash + 1)..space], NumberStyles.None, CultureInfo.InvariantCulture, out var nodes))
        {
            return null;
        }

        // What follows the first sentence is about preemption and repeats the numbers. Taints may hold dots in braces.
        var parts = Sentence(text[(colon + 1)..]).Split(", ");
        return new SchedulerMessage(nodes, [.. parts.Select(Part).OfType<(int, string)>()]);
    }

    /// <summary>The first sentence.</summary>
    public static string Sentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.', ' ');
    }

    private static (int, string)? Part(string part)
    {
        var text = part.Trim();
        var space = text.IndexOf(' ');
        return space > 0 && int.TryParse(text[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (count, text[(space + 1)..])
            : null;
    }
}
