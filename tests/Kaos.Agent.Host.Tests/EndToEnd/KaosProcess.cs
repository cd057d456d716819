using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kaos.Agent.Host.Clusters;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>A real KAOS in a process of its own, on a practice cluster in another; both die with the test.</summary>
internal sealed partial class KaosProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly Lock gate = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> waits = [];

    private KaosProcess(Process process) => this.process = process;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public int Pid => process.Id;

    public string Log => string.Join('\n', lines);

    /// <param name="killAt">An event's name, or a number of events: SIGKILL as soon as that is durable.</param>
    public static Task<KaosProcess> StartAsync(
        string folder, string scenario, double speed, CancellationToken cancellationToken,
        string? killAt = null) => StartAsync(
        [
            "--Cluster=practice", $"--Practice:Scenario={scenario}",
            FormattableString.Invariant($"--Practice:Speed={speed}"), $"--Data:Path={folder}",
            "--Driver:StepDeadline=00:00:02",
        ],
        killAt is null ? [] : new() { ["KAOS_TEST_KILL_AT"] = killAt },
        cancellationToken,
        killAt is null ? null : "Kaos.Agent.MortalHost.dll");

    /// <param name="program">What <c>dotnet</c> runs; null is the service as it is built.</param>
    public static async Task<KaosProcess> StartAsync(
        string[] settings, Dictionary<string, string> environment, CancellationToken cancellationToken,
        string? program = null, string? verb = null)
    {
        // The signal of a file-size limit would kill; ignored, the write fails instead, as on a full disk.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("trap '' XFSZ; exec dotnet \"$@\"");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program ?? "Kaos.Agent.Host.dll"));
        string[] first = [.. verb is null ? Array.Empty<string>() : [verb],
            .. settings.Any(setting => setting.StartsWith("--urls", StringComparison.Ordinal))
                ? Array.Empty<string>()
                : ["--urls=http://127.0.0.1:0"]];
        foreach (var argument in first.Concat(settings))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var kaos = new KaosProcess(Process.Start(start).ShouldNotBeNull());
        kaos.Listen();
        await kaos.SaidAsync(" at http://127.0.0.1:", cancellationToken);
        kaos.Address = new Uri(AddressText().Match(kaos.Log).Value);

        return kaos;
    }

    /// <summary>
    /// Completes when the process has logged this, before or from now on; fails when it ends without.
    /// </summary>
    public async Task SaidAsync(string text, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                return;
            }

            waits.Add((text, seen));
        }

        var ended = process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(seen.Task, ended) == ended)
        {
            await ended;
            throw new InvalidOperationException($"KAOS ended before it said '{text}':\n{Log}");
        }
    }

    /// <summary>
    /// Completes when the process is gone; fails, with what it said, when it lives on for ten minutes.
    /// </summary>
    public async Task DeadAsync(string kind, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(10), cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"KAOS was to die at '{kind}' and lives:\n{Log}", late);
        }
    }

    /// <summary>SIGKILL, now.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Enqueue(line);
            foreach (var (_, seen) in waits.Where(wait => line.Contains(wait.Text, StringComparison.Ordinal)))
            {
                seen.TrySetResult();
            }
        }
    }

    [GeneratedRegex(@"(?<= at )http://127\.0\.0\.1:\d+", RegexOptions.None, 1000)]
    private static partial Regex AddressText();
}

/// <summary>
/// A data folder with the practice cluster that KAOS started from it; the cluster survives KAOS, not the test.
/// </summary>
internal sealed class PracticeFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kaos-e2e-").FullName;

    public Uri Cluster => new(State().Url);

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();

        return JsonDocument.Parse(await http.GetStringAsync(new Uri(Cluster, path), cancellationToken)).RootElement;
    }

    public void Dispose()
    {
        if (File.Exists(System.IO.Path.Combine(Path, "practice.json")))
        {
            try
            {
                using var cluster = Process.GetProcessById(State().Pid);
                cluster.Kill();
                cluster.WaitForExit(5000);
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
        }

        Directory.Delete(Path, recursive: true);
    }

    private PracticeState State() =>
        PracticeState.Read(System.IO.Path.Combine(Path, "practice.json")).ShouldNotBeNull();
}
