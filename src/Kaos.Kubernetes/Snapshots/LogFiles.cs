using System.Text;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>Container logs, in the form of a dump and as plain files.</summary>
internal static class LogFiles
{
    private const string Opening = "==== START logs for container ";
    private const string Closing = "==== END logs for container ";

    /// <summary>Of a longer log only the end is kept: causes stand there.</summary>
    private const int MostLines = 20_000;

    /// <summary><c>NAMESPACE/POD/logs.txt</c>, a block per container.</summary>
    public static void ReadDumped(SnapshotDraft draft, SnapshotFile file, byte[] bytes)
    {
        var folders = file.RelativePath.Split('/');
        var (@namespace, pod, container) = (folders.Length > 2 ? folders[^3] : "", folders[^2], "");
        var lines = new List<string>();
        foreach (var line in Lines(bytes))
        {
            if (line.StartsWith(Opening, StringComparison.Ordinal) && TryParseHead(line, out var head))
            {
                Add(draft, @namespace, pod, container, lines, file);
                (@namespace, pod, container) = head;
                lines = [];
            }
            else if (line.StartsWith(Closing, StringComparison.Ordinal))
            {
                Add(draft, @namespace, pod, container, lines, file);
                (container, lines) = ("", []);
            }
            else if (line.StartsWith("Request log error: ", StringComparison.Ordinal)
                || line.StartsWith("Create log error: ", StringComparison.Ordinal))
            {
                draft.Unread($"logs of {@namespace}/{pod} {container}".TrimEnd(), line);
            }
            else
            {
                lines.Add(line);
            }
        }

        Add(draft, @namespace, pod, container, lines, file);
    }

    /// <summary><c>logs/NAMESPACE/POD/CONTAINER.log</c> and <c>CONTAINER.previous.log</c>.</summary>
    public static void ReadPlain(SnapshotDraft draft, SnapshotFile file, byte[] bytes)
    {
        var parts = file.RelativePath.Split('/');
        if (parts.Length != 4 || !parts[3].EndsWith(".log", StringComparison.Ordinal))
        {
            draft.Unread(
                file.RelativePath, "a log belongs at logs/NAMESPACE/POD/CONTAINER.log or CONTAINER.previous.log");
            return;
        }

        var name = parts[3][..^".log".Length];
        var previous = name.EndsWith(".previous", StringComparison.Ordinal);
        var container = previous ? name[..^".previous".Length] : name;
        draft.Logs.Add(new LogText(parts[1], parts[2], container, previous, Kept(draft, file, Lines(bytes).ToList())));
    }

    private static void Add(
        SnapshotDraft draft,
        string @namespace,
        string pod,
        string container,
        List<string> lines,
        SnapshotFile file)
    {
        if (container.Length > 0 || lines.Exists(line => line.Length > 0))
        {
            draft.Logs.Add(new LogText(@namespace, pod, container, Previous: false, Kept(draft, file, lines)));
        }
    }

    private static List<string> Kept(SnapshotDraft draft, SnapshotFile file, List<string> lines)
    {
        if (lines.Count <= MostLines)
        {
            return lines;
        }

        draft.Unread(
            file.RelativePath,
            FormattableString.Invariant($"of {lines.Count} lines only the last {MostLines} were kept"));
        return lines.GetRange(lines.Count - MostLines, MostLines);
    }

    /// <summary><c>==== START logs for container X of pod NS/POD ====</c>.</summary>
    private static bool TryParseHead(string line, out (string Namespace, string Pod, string Container) head)
    {
        head = default;
        var words = line[Opening.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var container, "of", "pod", var path, ..] || path.Split('/') is not [var @namespace, var pod])
        {
            return false;
        }

        head = (@namespace, pod, container);
        return true;
    }

    private static IEnumerable<string> Lines(byte[] bytes)
    {
        using var reader = new StringReader(Encoding.UTF8.GetString(bytes));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
