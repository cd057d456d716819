using System.CommandLine;
using Kaos.Agent.Host.Broker;
using Kaos.Agent.Host.Clusters;

namespace Kaos.Agent.Host.Cli;

/// <summary>
/// <c>kaos broker</c>: gives KAOS short-lived permissions, one per approved plan, under an account of its own.
/// </summary>
internal static class BrokerVerb
{
    public static Command Command(Terminal terminal)
    {
        var command = new Command(
            "broker",
            "Runs the grant broker. Settings: --Cluster=incluster|kubeconfig, --urls, --Broker:Namespace=NAME, …")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync([.. parsed.UnmatchedTokens], terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var chosen = await new ClusterChoice(
            ClusterSettings.Read(configuration), Environment.GetEnvironmentVariable,
            TimeProvider.System).ChooseAsync(cancellationToken);
        await using var app = BrokerService.Build(args, chosen.Connection);
        await app.StartAsync(cancellationToken);
        terminal.Out.WriteLine($"Grant broker at {app.Urls.First()} for {chosen.Connection.Name} ({chosen.Why})");
        await terminal.Out.FlushAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Healthy;
    }
}
