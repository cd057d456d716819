using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>A line of a log that reports trouble with something else.</summary>
/// <param name="Host">The name or address that the line gives; null when it gives none.</param>
internal sealed partial record Trouble(TroubleKind Kind, string? Host, int? Port, string Text)
{
    private const int Longest = 1000;

    // What runtimes write around a host, the surer forms first.
    private static readonly Regex[] Forms = [Lookup(), NameAfterWord(), ToResolve(), Url(), NameWithAddress(),
        AddressWithName(), FarEnd(),
        HostAndPort(), ServerAt(), ConnectTo(), Address()];

    private static readonly string[] SourceFiles =
        ["go", "py", "js", "ts", "java", "cs", "rb", "rs", "php", "c", "cc", "cpp", "h", "kt", "scala", "lua"];

    public bool IsAboutName => Kind is TroubleKind.NameUnknown or TroubleKind.NameFails or TroubleKind.NameSilent;

    public static Trouble? In(string line)
    {
        var text = line.Length > Longest ? line[..Longest] : line;
        if (TroublePhrases.KindOf(text) is not { } kind)
        {
            return null;
        }

        foreach (var form in Forms)
        {
            foreach (var match in form.Matches(text).Cast<Match>())
            {
                var host = match.Groups["h"].Value.TrimEnd('.');
                if (IsHost(host))
                {
                    return new Trouble(kind, host, Number(match.Groups["p"]), text);
                }
            }
        }

        return new Trouble(kind, null, Lone(text), text);
    }

    private static int? Number(Group group) =>
        group.Success && int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) &&
            port is > 0 and < 65536
            ? port
            : null;

    private static int? Lone(string text) =>
        LonePort().Match(text) is { Success: true } match ? Number(match.Groups["p"]) : null;

    // "main.go:42" and "03:14" look like addresses and are none.
    private static bool IsHost(string host) =>
        host.Length is > 1 and <= 253 && !host.All(char.IsAsciiDigit) && !IsSourceFile(host) &&
        host is not ("localhost" or "127.0.0.1" or "0.0.0.0" or "tcp" or "http" or "https" or "port" or "server" or "database" or "the" or "node" or "failed" or "failure" or "error" or "for" or "of" or "address");

    private static bool IsSourceFile(string host) =>
        host.LastIndexOf('.') is var dot and > 0 &&
            SourceFiles.Contains(host[(dot + 1)..], StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\blookup (?<h>[A-Za-z0-9][\w.-]*)", RegexOptions.NonBacktracking)]
    private static partial Regex Lookup();

    [GeneratedRegex(
        @"(?:ENOTFOUND|EAI_AGAIN|UnknownHostException:|resolve host:?|host not found in upstream|MySQL server host|translate host name) ?[""']?(?<h>[A-Za-z0-9][\w.-]*)",
        RegexOptions.NonBacktracking)]
    private static partial Regex NameAfterWord();

    // "could not resolve smtp.example.org: …"; a word without a dot may be anything.
    [GeneratedRegex(@"\bresolv(?:e|ing) [""']?(?<h>[A-Za-z0-9][\w-]*(?:\.[\w-]+)+)", RegexOptions.NonBacktracking)]
    private static partial Regex ToResolve();

    [GeneratedRegex(@"://(?:[^@/\s""']*@)?(?<h>[A-Za-z0-9][\w.-]*)(?::(?<p>\d{1,5}))?", RegexOptions.NonBacktracking)]
    private static partial Regex Url();

    // Java prints an address that was looked up with both: "broker/10.0.0.2:9092".
    [GeneratedRegex(@"(?:^|[^\w.:/-])(?<h>[A-Za-z][\w.-]*)/\d{1,3}(?:\.\d{1,3}){3}:(?<p>\d{1,5})",
        RegexOptions.NonBacktracking)]
    private static partial Regex NameWithAddress();

    // Go's PostgreSQL driver, the other way round: "10.0.0.2:5432 (db.example.org): dial error".
    [GeneratedRegex(@"\d{1,3}(?:\.\d{1,3}){3}:(?<p>\d{1,5}) \((?<h>[A-Za-z][\w.-]*)\)",
        RegexOptions.NonBacktracking)]
    private static partial Regex AddressWithName();

    // "read tcp 10.0.0.1:50512->10.0.0.2:5432: …": the far end follows the arrow.
    [GeneratedRegex(@"->(?<h>[A-Za-z0-9][\w.-]*):(?<p>\d{1,5})", RegexOptions.NonBacktracking)]
    private static partial Regex FarEnd();

    [GeneratedRegex(@"host[=:] ?['""]?(?<h>[A-Za-z0-9][\w.-]*)['""]?(?:[, ]+port[=:] ?(?<p>\d{1,5}))?",
        RegexOptions.NonBacktracking)]
    private static partial Regex HostAndPort();

    [GeneratedRegex(@"server at [""'](?<h>[\w.-]+)[""'](?: \([^)]*\))?,? port (?<p>\d{1,5})",
        RegexOptions.NonBacktracking)]
    private static partial Regex ServerAt();

    [GeneratedRegex(@"(?:onnect(?:ion)? to|onnecting to|server on) ['""]?(?<h>[A-Za-z0-9][\w.-]*)['""]?(?:(?::| port )(?<p>\d{1,5}))?",
        RegexOptions.NonBacktracking)]
    private static partial Regex ConnectTo();

    [GeneratedRegex(@"(?:^|[^\w.:-])(?<h>[A-Za-z0-9][\w.-]*):(?<p>\d{2,5})(?:$|\D)", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?::::|\[::\]:|:|port[ =])(?<p>\d{2,5})(?:$|[^\d-])", RegexOptions.NonBacktracking)]
    private static partial Regex LonePort();
}
