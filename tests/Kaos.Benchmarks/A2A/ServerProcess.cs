using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kaos.Benchmarks.Reporting;

namespace Kaos.Benchmarks.A2A;

/// <summary>A server under load, ended with this object, with the folder that it worked in.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly DirectoryInfo folder;

    private ServerProcess(Process process, DirectoryInfo folder, Uri address) =>
        (this.process, this.folder, Address) = (process, folder, address);

    public Uri Address { get; }

    public double Megabytes => Resident.Of(process.Id) / 1024.0 / 1024.0;

    public static async Task<ServerProcess> StartAsync(string server)
    {
        var port = FreePort();
        var scratch = Directory.CreateTempSubdirectory("kaos-bench-a2a-");
        var (program, arguments) = Servers.Of(server, port, scratch.FullName);
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_ENV"] = "production";
        var begun = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        begun.OutputDataReceived += static (_, _) => { };
        begun.ErrorDataReceived += static (_, line) => Complain(line.Data);
        begun.BeginOutputReadLine();
        begun.BeginErrorReadLine();
        var started = Stopwatch.StartNew();
        while (!await AnswersAsync(port))
        {
            if (begun.HasExited || started.Elapsed > Patience)
            {
                throw new InvalidOperationException(
                    $"'{server}' does not listen ({program} {string.Join(' ', arguments)}).");
            }

            await Task.Delay(PollEvery, TimeProvider.System);
        }

        return new(begun, scratch, new Uri($"http://127.0.0.1:{port}{Servers.PathOf(server)}"));
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        EndPractice();
        folder.Delete(recursive: true);
    }

    // The practice cluster survives its KAOS by design.
    private void EndPractice()
    {
        var state = Path.Combine(folder.FullName, "practice.json");
        if (!File.Exists(state))
        {
            return;
        }

        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(state));
        try
        {
            using var practice = Process.GetProcessById(document.RootElement.GetProperty("pid").GetInt32());
            practice.Kill();
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }

    private static void Complain(string? line)
    {
        if (line is not null)
        {
            Console.Error.WriteLine(line);
        }
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
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
        return int.Parse(socket.LocalEndPoint?.ToString()?.Split(':')[^1] ?? "0", CultureInfo.InvariantCulture);
    }
}
