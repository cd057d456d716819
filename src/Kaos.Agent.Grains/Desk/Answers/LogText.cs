using System.Text;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>
/// Lines of a log for reading: a run of the same line once, with its length and end, and a minute once, above the
/// lines that fell into it. Pure.
/// </summary>
/// <param name="How">What a reader has to know of it, to end a title with; empty for lines as they are.</param>
internal sealed record LogText(string How, string Lines)
{
    // A minute that stands above fewer lines than this is more in the way than it helps.
    private const int FewestInAMinute = 3;

    public static LogText Of(IReadOnlyList<StampedLine> lines)
    {
        var shown = new List<string>();
        for (var i = 0; i < lines.Count;)
        {
            var same = 1;
            while (i + same < lines.Count && lines[i + same].Text == lines[i].Text)
            {
                same++;
            }

            shown.Add(lines[i].Shown + Run(lines[i], lines[i + same - 1], same));
            i += same;
        }

        var isStamped = lines.Any(line => line.Stamp is not null);
        return ByMinute(shown) is { } folded
            ? new(isStamped ? ", by minute (UTC)" : ", by minute", folded)
            : new(isStamped ? ", times are UTC" : "", string.Join('\n', shown));
    }

    private static string Run(StampedLine first, StampedLine last, int length) => length == 1 ? ""
        : first.Stamp == last.Stamp ? $" (x{length})"
        : $" (x{length}, until {last.Stamp})";

    // Null where a line does not begin with its time, or minutes change too often.
    private static string? ByMinute(List<string> shown)
    {
        var text = new StringBuilder();
        var above = "";
        var minutes = 0;
        foreach (var line in shown)
        {
            var minute = line.AsSpan(0, StampedLine.MinuteOf(line));
            if (minute.IsEmpty)
            {
                return null;
            }

            if (!minute.SequenceEqual(above))
            {
                above = minute.ToString();
                minutes++;
                text.Append(text.Length == 0 ? "" : "\n").Append(minute.TrimEnd(':'));
            }

            text.Append('\n').Append(line.AsSpan(minute.Length));
        }

        return minutes > 0 && shown.Count >= FewestInAMinute * minutes ? text.ToString() : null;
    }
}
