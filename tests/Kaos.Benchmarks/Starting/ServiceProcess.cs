using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kaos.Benchmarks.Reporting;

namespace Kaos.Benchmarks.Starting;

/// <summary>The built service, started as a user starts it, and ended with this object.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Question =
        "GET /readyz HTTP/1.1\r\nHost: kaos\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly Process running;

    private ServiceProcess(Process running, TimeSpan ready, Uri address) =>
        (this.running, Ready, Address) = (running, ready, address);

    public Uri Address { get; }

    /// <summary>From before the process was made to the first 200 of /readyz.</summary>
    public TimeSpan Ready { get; }

    public long ResidentBytes => Resident.Of(running.Id);

    public long PrivateBytes => Resident.PrivateOf(running.Id);

    public static async Task<ServiceProcess> StartAsync(string executable, string folder, string? kubeconfig)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(
            executable,
            [$"--urls=http://127.0.0.1:{port}", $"--Data:Path={folder}",
                kubeconfig is null ? "--Cluster=auto" : "--Cluster=kubeconfig"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = folder;
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start) ?? throw new InvalidOperationException("The service did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await IsReadyAsync(port))
        {
            if (process.HasExited || clock.Elapsed > Patience)
            {
                process.Kill();
                throw new InvalidOperationException($"{executable} was not ready within {Patience}.");
            }

            await Task.Delay(PollEvery, TimeProvider.System);
        }

        return new(process, clock.Elapsed, new Uri($"http://127.0.0.1:{port}"));
    }

    public void Dispose()
    {
        running.Kill();
        running.WaitForExit();
        running.Dispose();
    }

    // A bare socket: a client library would spend the processor time that the service needs.
    private static async Task<bool> IsReadyAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(Question);
            var answer = new byte[64];
            var length = await socket.ReceiveAsync(answer);
            return Encoding.ASCII.GetString(answer, 0, length).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;
    }
}
