using System.Diagnostics;
using System.Text.Json;

namespace Kaos.Benchmarks.A2A;

/// <summary>What the A2A modes were measured against and with.</summary>
internal static class Versions
{
    public static string Text() =>
        $"@a2a-js/sdk {OfPackage("@a2a-js/sdk")} with express {OfPackage("express")} on Node {Says("node", "--version")}; load by {Says("wrk", "-v")}.";

    private static string OfPackage(string name)
    {
        var file = Path.Combine(Servers.Modules, name, "package.json");
        if (!File.Exists(file))
        {
            return "(not installed)";
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("version").GetString() ?? "";
    }

    private static string Says(string program, string argument)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, [argument]) { UseShellExecute = false, RedirectStandardOutput = true });
        var line = process?.StandardOutput.ReadLine() ?? "";
        process?.WaitForExit();
        return line.Split(" [", 2)[0].Trim();
    }
}
