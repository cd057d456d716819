using System.CommandLine;
using Kaos.Agent.Host.Clusters;
using Kaos.PracticeCluster;

namespace Kaos.Agent.Host.Cli;

/// <summary><c>kaos practice</c>: a Kubernetes API server with an incident going on, on this machine only.</summary>
internal static class PracticeVerb
{
    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(5);

    public static Command Command(Terminal terminal)
    {
        var scenario = new Option<string>("--scenario")
        {
            Description = $"What goes wrong: {string.Join(", ", PracticeServer.Scenarios)}.",
            DefaultValueFactory = static _ => PracticeServer.DefaultScenario,
        };
        var port = new Option<int>("--port") { Description = "TCP port on 127.0.0.1; 0 takes a free one." };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "Where to write a kubeconfig for it." };
        var speed = new Option<double>(
            "--speed")
        { Description = "Cluster seconds per second.", DefaultValueFactory = static _ => 1 };
        var latency = new Option<int>(
            "--latency")
        { Description = "Extra milliseconds for every read of logs and metrics." };
        var idleExit = new Option<TimeSpan?>("--idle-exit") { Description = "End after this long without a request." };
        var state = new Option<string?>(
            "--state")
        { Description = "Where to write how it is found again.", Hidden = true };
        var command = new Command("practice", "Runs a practice cluster until it is told to end.")
        {
            scenario, port, kubeconfig, speed, latency, idleExit, state,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new PracticeClusterOptions
            {
                Scenario = parsed.GetRequiredValue(scenario),
                Port = parsed.GetValue(port),
                KubeconfigPath = parsed.GetValue(kubeconfig),
                Speed = parsed.GetValue(speed),
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
            },
            parsed.GetValue(state),
            parsed.GetValue(idleExit),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        PracticeClusterOptions options, string? stateFile, TimeSpan? idleExit, Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (!PracticeServer.Scenarios.Contains(options.Scenario, StringComparer.Ordinal))
        {
            throw new SettingsException(
                $"There is no scenario '{options.Scenario}'. Take one of {string.Join(", ", PracticeServer.Scenarios)}.");
        }

        await using var server = await PracticeServer.StartAsync(options, cancellationToken);
        var state = new PracticeState(
            Environment.ProcessId, server.Url, server.ClusterId, server.ClusterName, options.Scenario, options.Speed,
            (int)options.Latency.TotalMilliseconds, options.KubeconfigPath ?? "");
        if (stateFile is not null)
        {
            state.Save(stateFile);
            terminal.Out.WriteLine(state.Write());
        }
        else
        {
            terminal.Out.WriteLine(
                $"{server.ClusterName} at {server.Url}, scenario {options.Scenario}, {options.Speed} x real time");
            terminal.Out.WriteLine(options.KubeconfigPath is { } path
                ? $"kubectl --kubeconfig {path} get pods -A"
                : "Give --kubeconfig FILE to reach it with kubectl.");
        }

        await terminal.Out.FlushAsync(cancellationToken);
        await EndAsync(server, idleExit, options.Clock, cancellationToken);
        if (stateFile is not null && PracticeState.Read(stateFile)?.ClusterId == server.ClusterId)
        {
            File.Delete(stateFile);
        }

        return ExitCodes.Healthy;
    }

    private static async Task EndAsync(
        PracticeServer server, TimeSpan? idleExit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(IdleCheck, time);
        try
        {
            while (idleExit is not { } patience || server.Idle < patience)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }
    }
}
