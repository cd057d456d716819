using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Kaos.Agent.Grains.Tests.Clusters;

/// <summary>A Prometheus process with a history that a test wrote; dies with its test.</summary>
internal sealed class RealPrometheus : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly Process process;

    private RealPrometheus(DirectoryInfo folder, Process process, Uri url)
    {
        this.folder = folder;
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <param name="openMetrics">Samples with times in seconds, without the closing line.</param>
    public static async Task<RealPrometheus> StartAsync(string openMetrics, CancellationToken cancellationToken)
    {
        var place = Directory.CreateTempSubdirectory("kaos-prometheus-");
        var (history, data, settings) = (Path.Combine(place.FullName, "history"), Path.Combine(place.FullName, "data"),
            Path.Combine(place.FullName, "prometheus.yml"));
        await File.WriteAllTextAsync(history, openMetrics + "# EOF\n", cancellationToken);
        await File.WriteAllTextAsync(settings, "global: {}\n", cancellationToken);
        using (var import = Run("promtool", "tsdb", "create-blocks-from", "openmetrics", history, data))
        {
            var said = import.StandardError.ReadToEndAsync(cancellationToken);
            await import.StandardOutput.ReadToEndAsync(cancellationToken);
            await import.WaitForExitAsync(cancellationToken);
            import.ExitCode.ShouldBe(0, await said);
        }

        var port = FreePort();
        var server = Run(
            "prometheus", $"--config.file={settings}", $"--storage.tsdb.path={data}",
            "--storage.tsdb.retention.time=100y",
            "--enable-feature=native-histograms", "--web.enable-remote-write-receiver",
            $"--web.listen-address=127.0.0.1:{port}");
        var started = new RealPrometheus(place, server, new Uri($"http://127.0.0.1:{port}"));
        while (await server.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("Server is ready to receive web requests", StringComparison.Ordinal))
            {
                _ = server.StandardError.ReadToEndAsync(CancellationToken.None);
                return started;
            }
        }

        await started.DisposeAsync();
        throw new InvalidOperationException("Prometheus ended before it was ready.");
    }

    /// <param name="request">A remote write request, in snappy.</param>
    public async Task WriteAsync(byte[] request, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using var answer = await http.PostAsync(new Uri(Url, "api/v1/write"), content, cancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static Process Run(string tool, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(tool,
                arguments)
            { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{tool} is not installed (Debian: prometheus); eng/install-test-tools installs it.");
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
