using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Kaos.Agent.Host.Clusters;

/// <summary>
/// The practice cluster as a process of its own: found again after KAOS was killed, started when there is none. It ends
/// by
/// itself when nobody has asked it anything for a while.
/// </summary>
internal sealed class PracticeProcess(ClusterSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly string folder = Path.GetFullPath(settings.Data.Path);

    private string StateFile => Path.Combine(folder, "practice.json");

    public async Task<PracticeState> EnsureAsync(CancellationToken cancellationToken)
    {
        if (PracticeState.Read(StateFile) is { } known && await AnswersAsync(known, cancellationToken))
        {
            var same = known.Scenario == settings.Practice.Scenario
                && known.Speed.Equals(settings.Practice.Speed)
                && known.Latency == settings.Practice.Latency;
            if (same)
            {
                return known;
            }

            Stop(known);
        }

        return await StartAsync(cancellationToken);
    }

    // Pid and port may belong to somebody else by now; the cluster's id cannot.
    private static async Task<bool> AnswersAsync(PracticeState state, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            await using var body = await http.GetStreamAsync(
                new Uri($"{state.Url}/api/v1/namespaces/kube-system"), cancellationToken);
            using var answer = await JsonDocument.ParseAsync(body, default, cancellationToken);
            return answer.RootElement.GetProperty("metadata").GetProperty("uid").GetString() == state.ClusterId;
        }
        catch (Exception gone) when (
            gone is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    // It has just answered with its id, so the pid in its file is its own.
    private static void Stop(PracticeState state)
    {
        try
        {
            using var process = Process.GetProcessById(state.Pid);
            process.Kill();
            process.WaitForExit(Patience);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // Ended by itself meanwhile.
        }
    }

    private async Task<PracticeState> StartAsync(CancellationToken cancellationToken)
    {
        var kubeconfig = Path.Combine(folder, "practice.kubeconfig");
        try
        {
            MakeFolder();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"The data folder '{folder}' cannot be made: {refused.Message} Name another one with --Data:Path=DIR.");
        }

        using var process = Process.Start(Command(kubeconfig))
            ?? throw new SettingsException("The practice cluster's process could not be started.");
        process.StandardInput.Close();
        using var impatient = new CancellationTokenSource(StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatient.Token, cancellationToken);
        try
        {
            // Its first line says that it answers; it writes nothing after it.
            if (await process.StandardOutput.ReadLineAsync(either.Token) is { } line
                && JsonSerializer.Deserialize(line, PracticeStateJson.Default.PracticeState) is { } state)
            {
                return state;
            }
        }
        catch (OperationCanceledException) when (impatient.IsCancellationRequested)
        {
            process.Kill();
            throw new SettingsException(
                $"The practice cluster did not start within {StartTimeout.TotalSeconds:0} s. Is this machine very busy?");
        }

        var why = await process.StandardError.ReadToEndAsync(cancellationToken);
        throw new SettingsException($"The practice cluster did not start: {why.Trim()}");
    }

    // As the log makes it: for this user only.
    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private ProcessStartInfo Command(string kubeconfig)
    {
        var own = Path.Combine(
            AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Kaos.Agent.Host.exe" : "Kaos.Agent.Host");
        var start = new ProcessStartInfo(File.Exists(own) ? own : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        if (!File.Exists(own))
        {
            start.ArgumentList.Add(Path.ChangeExtension(own, ".dll"));
        }

        string[] arguments =
        [
            "practice", "--scenario", settings.Practice.Scenario, "--port", "0", "--kubeconfig", kubeconfig,
            "--speed", settings.Practice.Speed.ToString(CultureInfo.InvariantCulture),
            "--latency", settings.Practice.Latency.ToString(CultureInfo.InvariantCulture),
            "--idle-exit", settings.Practice.IdleExit.ToString("c", CultureInfo.InvariantCulture),
            "--state", StateFile,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
