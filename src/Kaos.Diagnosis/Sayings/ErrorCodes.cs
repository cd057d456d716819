using System.Buffers;
using System.Text.RegularExpressions;
using Kaos.Diagnosis.Sayings.Codes;

namespace Kaos.Diagnosis.Sayings;

/// <summary>The codes that a line carries along from the system, protocol or database below the program.</summary>
internal static partial class ErrorCodes
{
    // A text without any of these, and without a capital E, carries no code.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["errno", "error", "code", "status", "sqlstate", "socketexception", "kind", "ORA-", "exit", "signal",
            "failed (", ":e", "{e", ",e", " e", "msg ", "nxdomain", "0x8007", ")"],
        StringComparison.OrdinalIgnoreCase);

    public static Saying? In(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
        {
            return null;
        }

        foreach (var match in Codes().Matches(text).Cast<Match>())
        {
            if (Meaning(match.Groups) is { } saying)
            {
                return saying;
            }
        }

        return null;
    }

    private static Saying? Meaning(GroupCollection groups) =>
        groups["name"] is { Success: true, Value: var name } ? Errno.Named(name)
        : groups["number"] is { Success: true, Value: var number } ? Errno.Numbered(number)
        : groups["state"] is { Success: true, Value: var state } ? SqlState.Of(state)
        : groups["grpc"] is { Success: true, Value: var grpc } ? GrpcCode.Of(grpc)
        : groups["oracle"] is { Success: true, Value: var oracle } ? VendorCode.OfOracle(oracle)
        : groups["mysql"] is { Success: true, Value: var mysql } ? VendorCode.OfMySql(mysql)
        : groups["mssql"] is { Success: true, Value: var mssql } ? VendorCode.OfSqlServer(mssql)
        : groups["win"] is { Success: true, Value: var win } ? Windows(win)
        : groups["exit"] is { Success: true, Value: var exit } ? Exit(exit)
        : null;

    // HRESULTs that wrap an error of Windows.
    private static Saying? Windows(string code) => code.ToUpperInvariant() switch
    {
        "0002" or "0003" => Fault.FileMissing,
        "0005" => Fault.FileDenied,
        "000E" or "0008" => Fault.MemoryExhausted,
        "0020" or "0021" => Fault.LockHeld,
        "0027" or "0070" => Fault.DiskFull,
        "007E" or "007F" => Fault.CodeMissing,
        "274C" or "2EE2" => TroubleKind.Timeout,
        "274D" or "2EFD" => TroubleKind.Refused,
        "2746" or "2EFE" => TroubleKind.Reset,
        "2AF9" or "2EE7" => TroubleKind.NameUnknown,
        _ => null,
    };

    // A shell adds 128 to a signal's number.
    private static Saying? Exit(string status) => status switch
    {
        "126" => Fault.FileDenied,
        "127" => Fault.CodeMissing,
        "132" or "134" or "135" or "136" or "139" => Fault.Defect,
        _ => null,
    };

    // Names and numbers of the system; SQLSTATE; gRPC; numbers of Oracle, MySQL, SQL Server and Windows; exit statuses.
    [GeneratedRegex(
        @"(?:^|[^A-Za-z0-9_])(?<name>E(?:AI_)?[A-Z2][A-Z]+)(?:$|[^A-Za-z0-9_])" +
        @"|\b(?<name>e(?:acces|perm|noent|nospc|rofs|mfile|pipe|timedout|addr[a-z]+|conn[a-z]+|(?:host|net)unreach)" +
        @"|nxdomain)\b" +
        @"|\b(?:[Kk]ind: |Kind\(|ErrorKind::|SocketError(?:Code)?[.: ]+)(?<name>[A-Z][A-Za-z]+)" +
        @"|\b(?:(?:os|syscall|system) error |OS errno |[Ee]rrno:? ?[:=]? ?|SocketException \(|WinError |failed \()" +
        @"(?<number>-?\d{1,5})\b" +
        @"|^\((?<number>\d{1,3})\)[A-Z]|\bOS error code +(?<number>\d+):" +
        @"|(?i:sqlstate)\W{0,4}(?:HY000\W{1,4}(?<mysql>\d{4})|(?<state>[0-9A-Z]{5}))\b" +
        @"|\b(?:ERROR |Error )#?\(?(?<state>[0-9F][0-9A-Z]P?[0-9A-Z]{2,3})\b[):]" +
        @"|\bPostgresException \(0x80004005\): (?<state>[0-9A-Z]{5}):" +
        @"|\b(?:[Cc]ode ?[:=] ?|StatusCode(?:=""|\.|: )|[Ss]tatus ?\{ ?code[:=] ?|[Ss]tatus: ?|[Gg]rpc[-_]status\W{1,3}" +
        @"|\b\d{1,2} )(?<grpc>[A-Z][A-Za-z_]+)\b" +
        @"|\b[Gg]rpc[-_ ]?(?:status|code)\W{1,3}(?<grpc>\d{1,2})\b" +
        @"|\bORA-(?<oracle>\d{5})\b" +
        @"|\b(?:ERROR |Error |Error: |[Ee]rror [Cc]ode:? |\()(?<mysql>[12]\d{3})(?: \([0-9A-Z]{5}\)|, [""'])" +
        @"|\b(?:Msg |Error Number: ?|[Ee]rror: |SQL [Ee]rror )(?<mssql>\d{3,5})(?:, (?:Level|Severity|State)|\b)" +
        @"|\b0x8007(?<win>[0-9A-Fa-f]{4})\b" +
        @"|\b(?:[Ee]xit(?:ed)? (?:with )?(?:code|status):? |status code |returned )(?<exit>1(?:2[67]|3\d))\b",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Codes();
}
