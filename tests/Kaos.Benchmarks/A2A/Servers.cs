namespace Kaos.Benchmarks.A2A;

/// <summary>
/// Who is measured, each as a process of its own: program and arguments for a port and a scratch folder.
/// </summary>
internal static class Servers
{
    public const string Peer = "@a2a-js/sdk with express, tasks in memory";
    public const string Protocol = "Kaos.A2A (conformance host), tasks in memory";
    public const string Durable = "the Host, a question answered a message, all on SQLite";
    public const string Incidents = "the Host, an incident a message, all on SQLite";
    public const string Bare = "bare Kestrel: reads the JSON, answers the same bytes";

    public static string Modules { get; } = Path.GetFullPath(Path.Combine("tests", "npm", "node_modules"));

    public static (string Program, string[] Arguments) Of(string server, int port, string folder) => server switch
    {
        Peer => ("node", [Path.Combine("tests", "Kaos.Benchmarks", "peers", "a2a-js.mjs"), Modules, $"{port}"]),
        Protocol => ("dotnet",
        [
            Path.Combine(
                "tests", "Kaos.A2A.ConformanceHost", "bin", "Release", "net10.0", "Kaos.A2A.ConformanceHost.dll"),
            "--urls", $"http://127.0.0.1:{port}", "--Logging:LogLevel:Default=Warning", "--WorkTime=00:00:00",
        ]),
        Durable =>
            ("dotnet", [typeof(Servers).Assembly.Location, "a2a-durable", DurableServer.Questions, $"{port}", folder]),
        Incidents =>
            ("dotnet", [typeof(Servers).Assembly.Location, "a2a-durable", DurableServer.Incidents, $"{port}", folder]),
        _ => ("dotnet", [typeof(Servers).Assembly.Location, "a2a-bare", $"{port}"]),
    };

    public static string PathOf(string server) => server switch
    {
        Protocol => "/rpc",
        Durable or Incidents => "/a2a",
        _ => "/",
    };
}
