using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaos.Diagnosis.Sayings;

/// <summary>A line of a log that reports trouble with something else.</summary>
/// <param name="Host">The name or address that the line gives; null when it gives none.</param>
internal sealed partial record Trouble(TroubleKind Kind, string? Host, int? Port, string Text)
{
    private const int Longest = 1000;

    // What runtimes write around a host, the surer forms first.
    private static readonly Regex Link = Url();
    private static readonly Regex[] Forms = [Lookup(), NameAfterWord(), ToResolve(), Link, NameWithAddress(),
        NameBeforeAddress(), FarEnd(), HostAndPort(), ServerAt(), ServerOn(), ConnectTo(), Address(), Pair(),
        BeforeResolved()];

    private static readonly string[] SourceFiles =
        ["go", "py", "js", "ts", "java", "cs", "rb", "rs", "php", "c", "cc", "cpp", "h", "kt", "scala", "lua", "erl",
            "ex"];

    private static readonly HashSet<string> NoHosts = new(StringComparer.Ordinal)
    {
        "localhost", "127.0.0.1", "0.0.0.0", "tcp", "http", "https", "port", "server", "database", "the", "node",
        "failed", "failure", "error", "for", "of", "Failed", "Redis", "MySQL", "SQL", "MASTER", "PostgreSQL", "host",
        "address", "socket", "size", "busy", "idle", "line", "code", "status", "total",
    };

    // Where programs send their readers for help.
    private static readonly string[] Manuals =
        ["curl.haxx.se", "curl.se", "cloud.google.com", "docs.", "github.com", "pris.ly", "go.microsoft.com", "aka.ms",
            "learn.microsoft.com"];

    public bool IsAboutName => Kind is TroubleKind.NameUnknown or TroubleKind.NameFails or TroubleKind.NameSilent;

    /// <param name="detail">What the lines below it say; asked for what the line itself leaves open.</param>
    public static Trouble? In(string line, string detail = "")
    {
        var text = line.Length > Longest ? line[..Longest] : line;
        if ((TroublePhrases.KindOf(text) ?? (detail.Length > 0 ? TroublePhrases.KindOf($"{text} {detail}") : null))
            is not { } kind)
        {
            return null;
        }

        return (Place(text) ?? Place(detail)) is var (host, port)
            ? new Trouble(kind, host, port, text)
            : new Trouble(kind, null, Lone(text), text);
    }

    private static (string Host, int? Port)? Place(string text)
    {
        // A server's own log names who called.
        if (IsOfACaller(text))
        {
            return null;
        }

        foreach (var form in Forms)
        {
            foreach (var match in form.Matches(text).Cast<Match>())
            {
                var host = match.Groups["h"].Value.TrimEnd('.');
                var port = Number(match.Groups["p"]);
                if (IsHost(host))
                {
                    return (host, port ?? (form == Link ? PortOf(host, text) : null));
                }
            }
        }

        return null;
    }

    private static bool IsOfACaller(string text) => text.Contains("handshake error from ", StringComparison.Ordinal) ||
        text.Contains("client from ", StringComparison.Ordinal);

    // A URL leaves the port out that what was dialled names.
    private static int? PortOf(string host, string text)
    {
        var at = text.LastIndexOf(host + ":", StringComparison.Ordinal);
        var digits = at < 0 ? default : text.AsSpan(at + host.Length + 1);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return Number(end < 0 ? digits : digits[..end]);
    }

    private static int? Number(Group group) => group.Success ? Number(group.ValueSpan) : null;

    private static int? Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : null;

    private static int? Lone(string text) =>
        !IsOfACaller(text) && LonePort().Match(text) is { Success: true } match ? Number(match.Groups["p"]) : null;

    // "main.go:42" and "03:14" look like addresses and are none.
    private static bool IsHost(string host) =>
        host.Length is > 1 and <= 253 && !host.All(char.IsAsciiDigit) && !IsSourceFile(host) && !IsTime(host) &&
        !Array.Exists(Manuals, m => host.StartsWith(m, StringComparison.OrdinalIgnoreCase)) &&
        !NoHosts.Contains(host) && (host.Contains('.') || !host.AsSpan().ContainsAnyInRange('A', 'Z'));

    // 2026-03-14T10:36
    private static bool IsTime(string host) => host.Length > 10 && host[4] == '-' && host[7] == '-' &&
        host[10] == 'T' &&
        char.IsAsciiDigit(host[0]);

    private static bool IsSourceFile(string host) =>
        host.LastIndexOf('.') is var dot and > 0 &&
            SourceFiles.Contains(host[(dot + 1)..], StringComparer.OrdinalIgnoreCase);

    // "nc: ledger (10.0.0.4:5432)", "error: 10.96.3.4:5432 (ledger-db)"
    [GeneratedRegex(
        @"(?:^|[ :])(?<h>[A-Za-z][\w.-]*) \(\d{1,3}(?:\.\d{1,3}){3}:(?<p>\d{1,5})\)|\d{1,3}(?:\.\d{1,3}){3}:(?<p>\d{1,5}) \((?<h>[A-Za-z][\w.-]*)\)",
        RegexOptions.NonBacktracking)]
    private static partial Regex NameBeforeAddress();

    // "MySQL server on 'shop-mysql'", "to Redis on redis-main:6379"
    [GeneratedRegex(@"(?:server|Redis|database) (?:on|at) [""'`]?(?<h>[A-Za-z0-9][\w.-]*)(?::(?<p>\d{1,5}))?",
        RegexOptions.NonBacktracking)]
    private static partial Regex ServerOn();

    // Python prints an address as a pair: ('10.96.3.4', 5432).
    [GeneratedRegex(@"\('(?<h>[\w.-]+)', (?<p>\d{1,5})\)|certificate for (?<h>[A-Za-z0-9][\w.-]*)|address: '(?<h>[\w.-]+)',\s+port: (?<p>\d{1,5})",
        RegexOptions.NonBacktracking)]
    private static partial Regex Pair();

    // "cart-api could not be resolved (3: Host not found)"
    [GeneratedRegex(@"(?<h>[A-Za-z0-9][\w.-]*) could not be resolved|bad address '(?<h>[\w.-]+)'|\bE?SERVFAIL (?<h>[A-Za-z0-9][\w.-]*)|(?<h>[A-Za-z0-9][\w-]*(?:\.[\w-]+)+): SERVFAIL|\bhost (?<h>[\w.-]+) not found",
        RegexOptions.NonBacktracking)]
    private static partial Regex BeforeResolved();

    [GeneratedRegex(@"\blookup (?<h>[A-Za-z0-9][\w.-]*)", RegexOptions.NonBacktracking)]
    private static partial Regex Lookup();

    [GeneratedRegex(
        @"(?:ENOTFOUND|EAI_AGAIN|UnknownHostException:|resolve host(?:name)?:?|resolve address|host not found in upstream|server host|translate host name|getaddrinfo for|querySrv ENOTFOUND) ?[""']?(?<h>[A-Za-z0-9_][\w.-]*)",
        RegexOptions.NonBacktracking)]
    private static partial Regex NameAfterWord();

    // "could not resolve smtp.example.org: …"; a word without a dot may be anything.
    [GeneratedRegex(@"\bresolv(?:e|ing) (?:[""'](?<h>[\w.-]+)[""']|(?<h>[A-Za-z0-9][\w-]*(?:\.[\w-]+)+))",
        RegexOptions.NonBacktracking)]
    private static partial Regex ToResolve();

    [GeneratedRegex(@"://(?:[^@/\s""']*@)?(?<h>[A-Za-z0-9][\w.-]*)(?::(?<p>\d{1,5}))?", RegexOptions.NonBacktracking)]
    private static partial Regex Url();

    // Java prints an address that was looked up with both: "broker/10.0.0.2:9092".
    [GeneratedRegex(@"(?:^|[^\w.:/-])(?<h>[A-Za-z][\w.-]*)/\d{1,3}(?:\.\d{1,3}){3}:(?<p>\d{1,5})",
        RegexOptions.NonBacktracking)]
    private static partial Regex NameWithAddress();

    // "read tcp 10.0.0.1:50512->10.0.0.2:5432: …": the far end follows the arrow.
    [GeneratedRegex(@"->(?<h>[A-Za-z0-9][\w.-]*):(?<p>\d{1,5})", RegexOptions.NonBacktracking)]
    private static partial Regex FarEnd();

    [GeneratedRegex(@"(?:host|[sS]erverEndpoint|peeraddr)[=:] ?['""]?(?<h>[A-Za-z0-9][\w.-]*)['""]?(?:(?:[, ]+port[=:] ?|:)(?<p>\d{1,5}))?",
        RegexOptions.NonBacktracking)]
    private static partial Regex HostAndPort();

    [GeneratedRegex(@"server at [""'](?<h>[\w.-]+)[""'](?: \([^)]*\))?,? port (?<p>\d{1,5})",
        RegexOptions.NonBacktracking)]
    private static partial Regex ServerAt();

    [GeneratedRegex(@"(?:onnect(?:ion)? to(?: host)?|onnecting to|server on) ['""]?(?<h>[A-Za-z0-9][\w.-]*)['""]?(?:(?::| port )(?<p>\d{1,5}))?",
        RegexOptions.NonBacktracking)]
    private static partial Regex ConnectTo();

    [GeneratedRegex(@"(?:^|[^\w.:-])(?<h>[A-Za-z0-9][\w.-]*):(?<p>\d{2,5})(?:$|\D)", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?::::|(?:^|[\s*\]'(]|\.0):|[Pp]ort:?[ =]|'0\.0\.0\.0', )(?<p>\d{2,5})(?:$|: |[^\d:.-])",
        RegexOptions.NonBacktracking)]
    private static partial Regex LonePort();
}
