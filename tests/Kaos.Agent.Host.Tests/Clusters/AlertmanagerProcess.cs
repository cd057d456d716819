using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Kaos.Agent.Host.Tests.Clusters;

/// <summary>A real Alertmanager on a free port of this machine; it dies with the test.</summary>
internal sealed partial class AlertmanagerProcess : IAsyncDisposable
{
    private static readonly string[] Names =
        ["/usr/bin/prometheus-alertmanager", "/usr/local/bin/alertmanager", "/usr/bin/alertmanager"];

    private readonly Process running;
    private readonly string files;

    private AlertmanagerProcess(Process running, string files, Uri address)
    {
        this.running = running;
        this.files = files;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<AlertmanagerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var program = Names.FirstOrDefault(File.Exists);
        Assert.SkipWhen(
            program is null,
            "Alertmanager is not installed (Debian: prometheus-alertmanager); eng/install-test-tools installs it.");
        var folder = Directory.CreateTempSubdirectory("kaos-alertmanager-").FullName;
        var file = Path.Combine(folder, "alertmanager.yml");
        await File.WriteAllTextAsync(
            file, "route: { receiver: none }\nreceivers: [{ name: none }]\n", cancellationToken);
        string[] arguments =
        [
            $"--config.file={file}", $"--storage.path={Path.Combine(folder, "data")}",
            "--web.listen-address=127.0.0.1:0",
            "--cluster.listen-address=",
        ];
        var process = Process.Start(
            new ProcessStartInfo(program!, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                // What it says later is not of interest, and must not fill the pipe.
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return new AlertmanagerProcess(process, folder, new Uri($"http://{match.Groups["where"].Value}/"));
            }
        }

        throw new InvalidOperationException("Alertmanager ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        running.Kill();
        await running.WaitForExitAsync(CancellationToken.None);
        running.Dispose();
        Directory.Delete(files, recursive: true);
    }

    [GeneratedRegex("""msg="Listening on" address=(?<where>[0-9.:]+)""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
