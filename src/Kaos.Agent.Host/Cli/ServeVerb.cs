using System.CommandLine;
using Kaos.Agent.Host.Service;

namespace Kaos.Agent.Host.Cli;

/// <summary><c>kaos serve</c>, the default: the service, until it is told to end.</summary>
internal static class ServeVerb
{
    public static Command Command(Terminal terminal)
    {
        var command = new Command(
            "serve",
            "Runs the service. Settings: --Cluster=auto|practice|kubeconfig|incluster, --urls, --Data:Path=DIR, …")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(
            (parsed, cancellationToken) => RunAsync([.. parsed.UnmatchedTokens], terminal, cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(
        string[] args, Terminal terminal, CancellationToken cancellationToken,
        Action<IServiceCollection>? change = null)
    {
        await using var app = await KaosService.BuildAsync(args, cancellationToken, change);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            terminal.Error($"{taken.Message} Choose another address with --urls http://127.0.0.1:PORT.");
            return ExitCodes.Unknown;
        }

        app.Services.GetRequiredService<Announcement>().Tell(app.Urls.First());
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Healthy;
    }
}
