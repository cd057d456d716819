using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Sayings;

namespace Kaos.Diagnosis.Tests;

/// <summary>Lines of loggers and runtimes nobody has seen, taken apart by what such forms have in common.</summary>
public sealed class LogFormTests
{
    [Theory]
    [InlineData("""{"lvl":"error","message":"order lost"}""", LineLevel.Error, "order lost")]
    [InlineData("""{"Severity":"WARNING","Msg":"slow"}""", LineLevel.Warning, "slow")]
    [InlineData("""{"@l":"Error","@m":"order lost","@x":"System.IO.IOException: disk is gone\n   at Shop.Disk.Open()"}""",
        LineLevel.Error, "order lost: System.IO.IOException: disk is gone")]
    [InlineData("""{"level":50,"msg":"order lost","err":{"type":"Error","message":"socket hang up","code":"ECONNRESET"}}""",
        LineLevel.Error, "order lost: ECONNRESET: socket hang up")]
    [InlineData("""{"level":3,"short_message":"order lost","version":"1.1"}""", LineLevel.Error, "order lost")]
    [InlineData("""{"level":40,"msg":"order lost"}""", LineLevel.Warning, "order lost")]
    [InlineData("""{"levelno":40,"message":"order lost"}""", LineLevel.Error, "order lost")]
    [InlineData("""{"severity":500,"textPayload":"order lost"}""", LineLevel.Error, "order lost")]
    [InlineData("""{"SeverityNumber":17,"Body":"x","message":"order lost"}""", LineLevel.Error, "order lost")]
    [InlineData("""{"level":"error","msg":"sync","error":{"message":"outer","cause":{"message":"inner"}}}""",
        LineLevel.Error, "sync: outer: inner")]
    [InlineData("""{"level":"error","msg":"sync","error":{"message":"a","InnerException":{"Message":"b","InnerException":{"Message":"c"}}}}""",
        LineLevel.Error, "sync: a: b: c")]
    [InlineData("""{"log":{"level":"error"},"message":"order lost","error":{"stack_trace":"java.io.IOException: a\n\tat x.Y\nCaused by: java.net.ConnectException: b\n\tat x.Z"}}""",
        LineLevel.Error, "order lost: java.io.IOException: a: java.net.ConnectException: b")]
    [InlineData("""{"log":"{\"level\":\"error\",\"msg\":\"order lost\"}\n","stream":"stderr"}""", LineLevel.Error,
        "order lost")]
    [InlineData("""{"severity":"ERROR","jsonPayload":{"message":"order lost"}}""", LineLevel.Error, "order lost")]
    [InlineData("""level=error event="order lost" exception="disk is gone" """, LineLevel.Error,
        "order lost: disk is gone")]
    [InlineData("""msg="order lost" error=no route to the shop (os error 113) attempt=3 level=error""",
        LineLevel.Error, "order lost: no route to the shop (os error 113)")]
    [InlineData("""level=error msg="order lost" err="outer\n\tat x.Y\nCaused by: inner" """,
        LineLevel.Error, "order lost: outer: inner")]
    public void Line_OfAnUnknownLogger_GivesLevelAndMessage(string line, LineLevel level, string message)
    {
        var pattern = LogFolding.Of([line]).Patterns.ShouldHaveSingleItem();

        pattern.Level.ShouldBe(level);
        pattern.Sample.ShouldBe(message);
    }

    [Theory]
    [InlineData("E0314 10:02:11.120000       1 sync.go:70] \"Sync failed\" err=\"dial tcp 10.0.0.4:443: connect: connection refused\"")]
    [InlineData("ERROR cannot log in\njava.lang.RuntimeException: Authentication failed\n\tat a.B(C.java:1)\n" +
        "Caused by: java.net.ConnectException: Connection refused\n\tat a.D(E.java:2)")]
    [InlineData("Traceback (most recent call last):\n  File \"a.py\", line 3, in open\nConnectionRefusedError: [Errno 111] Connection refused\n\n" +
        "The above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n" +
        "  File \"b.py\", line 9, in <module>\nshop.AuthenticationError: cannot log in")]
    [InlineData("System.Security.Authentication.AuthenticationException: cannot log in\n" +
        " ---> System.Net.Sockets.SocketException (111): Connection refused\n   at Shop.Login()")]
    [InlineData("error: authentication failure: token endpoint: dial tcp 10.0.0.4:443: connect: connection refused")]
    [InlineData("Error: Authentication failed\n\nCaused by:\n    0: cannot ask the token endpoint\n    1: Connection refused (os error 111)")]
    [InlineData("Error: Authentication failed\n    at login (/srv/a.js:1:1) {\n  [cause]: Error: connect ECONNREFUSED 10.0.0.4:443\n      at net (/srv/b.js:1:1)\n}")]
    [InlineData("PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /srv/a.php:3\nStack trace:\n#0 /srv/b.php(9): PDO->__construct()\n#1 {main}\n  thrown in /srv/a.php on line 3")]
    public void Chain_OfCauses_IsNamedByTheInnermost(string log) => LogFolding.Of([log]).Patterns
        .Where(p => p.Level == LineLevel.Error)
        .Select(p => Trouble.In(p.Sample, p.Detail)?.Kind)
        .ShouldHaveSingleItem().ShouldBe(TroubleKind.Refused);

    [Theory]
    [InlineData("upload ended: kind: ConnectionReset", nameof(TroubleKind.Reset))]
    [InlineData("** (DBConnection.ConnectionError) tcp recv: :etimedout", nameof(TroubleKind.Timeout))]
    [InlineData("call ended (errno 101)", nameof(TroubleKind.Timeout))]
    [InlineData("An error happened (SocketError: HostNotFound)", nameof(TroubleKind.NameUnknown))]
    [InlineData("WinError 10061", nameof(TroubleKind.Refused))]
    [InlineData("call ended, hresult 0x80072EE7", nameof(TroubleKind.NameUnknown))]
    [InlineData("error: write ended (errno: 122)", nameof(Fault.DiskFull))]
    [InlineData("stub error: 16 UNAUTHENTICATED: who are you", nameof(TroubleKind.CredentialsRefused))]
    [InlineData("grpc-status: 15", nameof(Fault.DataCorrupt))]
    [InlineData("query ended, SQLSTATE: 57P03", nameof(TroubleKind.Unready))]
    [InlineData("query ended (SQLSTATE 42704)", nameof(Fault.SchemaMismatch))]
    [InlineData("Error 1146 (42S02): shop.orders", nameof(Fault.SchemaMismatch))]
    [InlineData("Msg 9002, Level 17, State 2", nameof(Fault.DiskFull))]
    [InlineData("ORA-12514: TNS", nameof(TroubleKind.Unready))]
    [InlineData("step ended with exit code 139", nameof(Fault.Defect))]
    public void Code_OfTheSystemOrADatabase_IsRead(string line, string meaning) => Meaning(line).ShouldBe(meaning);

    [Theory]
    [InlineData("the shop's access token has expired", nameof(TroubleKind.CredentialsRefused))]
    [InlineData("the edge certificate expired yesterday", nameof(TroubleKind.CertificateExpired))]
    [InlineData("collection 'orders' could not be found", nameof(Fault.SchemaMismatch))]
    [InlineData("cannot locate the driver for postgres", nameof(Fault.CodeMissing))]
    [InlineData("the volume ran out of inodes", nameof(Fault.DiskFull))]
    [InlineData("all 20 workers of the thread pool are exhausted", nameof(TroubleKind.PoolExhausted))]
    [InlineData("daily API quota depleted", nameof(TroubleKind.RateLimited))]
    [InlineData("shop.orders.InvalidConfigurationException", nameof(Fault.ConfigInvalid))]
    [InlineData("no listen address configured", nameof(Fault.ConfigInvalid))]
    [InlineData("another instance holds the data directory: already locked", nameof(Fault.LockHeld))]
    [InlineData("segment checksum does not match", nameof(Fault.DataCorrupt))]
    [InlineData("the broker did not respond", nameof(TroubleKind.Timeout))]
    [InlineData("settings file not found, using defaults", "")]
    [InlineData("finished with no expired tokens", "")]
    public void Sentence_NobodyKnows_IsReadByWhatIsSaidOfWhat(string line, string meaning) =>
        Meaning(line).ShouldBe(meaning);

    private static string Meaning(string line) =>
        Trouble.In(line)?.Kind.ToString() ?? FaultPhrases.Of(line)?.ToString() ?? "";
}
