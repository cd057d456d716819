using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Kaos.A2A.Tests.JsSdk;

/// <summary>Runs the scripts of this folder; a machine without node or the npm packages skips the test.</summary>
internal static class NodeTools
{
    /// <summary>The folder with the npm packages, above the test's own.</summary>
    public static string Modules()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var modules = Path.Combine(folder.FullName, "tests", "npm", "node_modules");
            if (Directory.Exists(Path.Combine(modules, "@a2a-js", "sdk")))
            {
                return modules;
            }
        }

        return Skip("tests/npm/node_modules has no @a2a-js/sdk; run npm ci --prefix tests/npm");
    }

    public static async Task<string> RunAsync(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "JsSdk", script));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var node = Start(start);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(10));
            var errors = node.StandardError.ReadToEndAsync(patience.Token);
            var output = await node.StandardOutput.ReadToEndAsync(patience.Token);
            await node.WaitForExitAsync(patience.Token);
            node.ExitCode.ShouldBe(0, await errors);
            return output;
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        }
        catch (Win32Exception)
        {
            Skip("node is not installed");
            throw;
        }
    }

    [DoesNotReturn]
    private static string Skip(string reason)
    {
        Assert.Skip(reason);
        throw new InvalidOperationException(reason);
    }
}
