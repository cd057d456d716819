using System.Globalization;
using System.Text;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>Two texts, line by line, as <c>diff -u</c> shows them with three lines round each change.</summary>
internal static class UnifiedDiff
{
    private const int Usual = 3;

    // Of the table that compares what differs; beyond it, all of that counts as replaced.
    private const int MostCells = 4_000_000;

    /// <returns>Empty when nothing differs.</returns>
    public static string Of(string name, string before, string after) =>
        Of($"{name} (now)", $"{name} (planned)", before, after, Usual);

    /// <param name="around">Lines shown round each change.</param>
    public static string Of(string from, string to, string before, string after, int around)
    {
        var lines = Script(before.TrimEnd('\n').Split('\n'), after.TrimEnd('\n').Split('\n'));
        var text = new StringBuilder();
        var at = 0;
        while ((at = lines.FindIndex(at, line => line.Mark != ' ')) >= 0)
        {
            if (text.Length == 0)
            {
                text.Append("--- ").Append(from).Append("\n+++ ").Append(to).Append('\n');
            }

            var start = Math.Max(0, at - around);
            var end = at;
            for (var i = at; i < lines.Count && i <= end + Math.Max(1, 2 * around); i++)
            {
                end = lines[i].Mark == ' ' ? end : i;
            }

            end = Math.Min(lines.Count - 1, end + around);
            Hunk(text, lines, start, end);
            at = end + 1;
        }

        return text.ToString();
    }

    private static void Hunk(StringBuilder text, List<(char Mark, string Line)> lines, int start, int end)
    {
        var hunk = lines[start..(end + 1)];
        var head = lines[..start];
        text.Append("@@ -").Append(Span(head.Count(l => l.Mark != '+'), hunk.Count(l => l.Mark != '+')))
            .Append(" +").Append(Span(head.Count(l => l.Mark != '-'), hunk.Count(l => l.Mark != '-'))).Append(" @@\n");
        foreach (var (mark, line) in hunk)
        {
            text.Append(mark).Append(line).Append('\n');
        }
    }

    // No line at all is named by the line before it.
    private static string Span(int before, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? before : before + 1)},{count}");

    // Longest common subsequence. What is the same at both ends is taken off first, so the table stays small.
    private static List<(char Mark, string Line)> Script(string[] before, string[] after)
    {
        var head = 0;
        while (head < before.Length && head < after.Length && before[head] == after[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < before.Length - head && tail < after.Length - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        var script = before[..head].Select(line => (' ', line)).ToList();
        script.AddRange(Middle(before[head..^tail], after[head..^tail]));
        script.AddRange(before[^tail..].Select(line => (' ', line)));
        return script;
    }

    private static IEnumerable<(char Mark, string Line)> Middle(string[] before, string[] after)
    {
        if ((long)before.Length * after.Length > MostCells)
        {
            return [.. before.Select(line => ('-', line)), .. after.Select(line => ('+', line))];
        }

        return Compare(before, after);
    }

    private static IEnumerable<(char Mark, string Line)> Compare(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j]
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (at, to) = (0, 0);
        while (at < before.Length || to < after.Length)
        {
            if (at < before.Length && to < after.Length && before[at] == after[to])
            {
                yield return (' ', before[at]);
                (at, to) = (at + 1, to + 1);
            }
            else if (at < before.Length && (to == after.Length || common[at + 1, to] >= common[at, to + 1]))
            {
                yield return ('-', before[at++]);
            }
            else
            {
                yield return ('+', after[to++]);
            }
        }
    }
}
