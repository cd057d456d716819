using System.Text;

namespace Kaos.Diagnosis.Logs;

/// <summary>
/// Tells which lines belong to the one before them: the frames and causes of Java, .NET, Python, Go and Node, and
/// whatever else is indented. A trace is one entry; what it says is its head and the cause that lies deepest.
/// </summary>
internal sealed class StackTrace
{
    public const string PythonHead = "Traceback (most recent call last)";

    private static readonly string[] Joins =
    [
        "Caused by: ", "Suppressed: ", "... ", "--- End of", "---> ", "goroutine ", "created by ", "exit status ",
        "During handling of the above exception", "The above exception was the direct cause", "[signal ", "Caused by:",
        "Stack trace:", "#0 ", "#1 ", "Next ",
    ];

    // Lines that only say where in the program it was.
    private static readonly string[] Frames =
        ["at ", "File \"", "... ", "goroutine ", "created by ", "^", "~", "runtime.", "[signal ", "-> ", "#",
            "Caused by:", "Stack trace:"];

    private const int LongestDetail = 400;

    private readonly StringBuilder detail = new();
    private bool inPython;
    private bool inGo;
    private bool inCauses;
    private string? cause;

    /// <summary>The deepest cause that the lines since the head have named; null when none did.</summary>
    public string? Cause => cause;

    /// <summary>What the lines since the head say besides frames and causes; bounded.</summary>
    public string Detail => detail.ToString();

    /// <summary>Begins with the head of an entry, which may be a trace.</summary>
    public void Begin(ReadOnlySpan<char> head)
    {
        cause = null;
        detail.Clear();
        inCauses = false;
        inPython = head.StartsWith(PythonHead);
        inGo = head.StartsWith("panic: ") || head.StartsWith("fatal error: ");
    }

    /// <summary>Whether the line goes on with the entry; then what it says of the cause is taken in.</summary>
    /// <param name="line">Without its time stamp, with its indentation.</param>
    public bool Takes(ReadOnlySpan<char> line)
    {
        var text = inPython ? line.TrimStart(" \t|+") : line.TrimStart();
        if (text is "" or "}" or "]")
        {
            return true;
        }

        if ((text.Length < line.Length && !LevelWords.IsLed(text)) || StartsWithAny(text, Joins))
        {
            Note(text);
            return true;
        }

        if (text.StartsWith(PythonHead))
        {
            return inPython = true;
        }

        // Python names the exception after its frames; of chained ones the first lies deepest.
        if (inPython && IsException(text))
        {
            cause ??= text.ToString();
            inPython = false;
            return true;
        }

        return inGo &&
            (text.IndexOf('(') > 0 && text.IndexOf(' ') is var space && (space < 0 || space > text.IndexOf('(')));
    }

    /// <summary>
    /// Whether the exception that the entry before reports begins here; it is the cause as long as no other is named.
    /// </summary>
    public bool Continues(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('.') < 0 || !IsException(text))
        {
            return false;
        }

        cause = text.ToString();
        return true;
    }

    /// <summary>Whether the line is an exception's own: <c>java.io.IOException: no space</c>.</summary>
    public static bool IsException(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(':');
        var name = end < 0 ? text : text[..end];
        return name.Length is > 4 and < 200 && name.IndexOf(' ') < 0 &&
            (name.EndsWith("Error") || name.EndsWith("Exception") || name.EndsWith("Exit") ||
                name.EndsWith("Interrupt") || name.EndsWith("Warning"));
    }

    /// <summary>Of a text with a trace: its first line, the cause that lies deepest, and what else is said.</summary>
    public static string Digest(string text)
    {
        if (text.IndexOf('\n') < 0)
        {
            return text;
        }

        var trace = new StackTrace();
        var head = "";
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (head.Length == 0)
            {
                head = line.Trim().ToString();
                trace.Begin(head);
            }
            else if (!trace.Takes(line) && trace.Cause is null)
            {
                trace.Continues(line);
            }
        }

        var said = trace.Cause is not { } cause || head.Contains(cause, StringComparison.Ordinal) ? head
            : head.StartsWith(PythonHead, StringComparison.Ordinal) ? cause
            : $"{head}: {cause}";
        return said + trace.Detail;
    }

    private void Note(ReadOnlySpan<char> text)
    {
        foreach (var lead in (ReadOnlySpan<string>)["Caused by: ", "---> ", "[cause]: ", "cause: ", "Next "])
        {
            if (text.StartsWith(lead))
            {
                cause = text[lead.Length..].TrimEnd(" {").ToString();
            }
        }

        // Rust's chain of errors: the deepest comes last.
        var isHead = text.TrimEnd() is "Caused by:";
        inCauses = isHead || (inCauses && !text.StartsWith("Location:") && !StartsWithAny(text, Frames));
        if (inCauses && !isHead)
        {
            cause = text.TrimStart("0123456789: ").ToString();
        }

        inGo |= text.StartsWith("goroutine ");
        if (detail.Length < LongestDetail && !inPython && !StartsWithAny(text, Frames))
        {
            // hclog draws a line before what it quotes.
            text = text.TrimStart("| ");
            detail.Append(' ').Append(text[..Math.Min(text.Length, LongestDetail - detail.Length)]);
        }
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] leads)
    {
        foreach (var lead in leads)
        {
            if (text.StartsWith(lead))
            {
                return true;
            }
        }

        return false;
    }
}
