using System.CommandLine;
using System.CommandLine.Help;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Storage;
using Kaos.Kubernetes.Configuration;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Cli;

/// <summary>The verbs. Only settings, or nothing at all, means <c>serve</c>.</summary>
internal static class KaosCommandLine
{
    private static readonly string[] HelpWords = ["--help", "-h", "-?", "--version"];

    public static async Task<int> RunAsync(
        string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        try
        {
            // The usual start goes past the parser: start-up time is a feature.
            return args is [] || (
                args[0].StartsWith("--", StringComparison.Ordinal) && !HelpWords.Contains(
                args[0], StringComparer.Ordinal))
                ? await ServeVerb.RunAsync(args, terminal, cancellationToken)
                : await ParseAsync(args, terminal, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Unknown;
        }
        catch (Exception failure)
        {
            terminal.Error(Words(failure));
            return ExitCodes.Unknown;
        }
    }

    private static async Task<int> ParseAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        // Not RootCommand: that one would call itself by the name of the file.
        var root = new Command(
            "kaos", "KAOS, a server agent for Kubernetes: investigates, proposes, remediates behind one gate.")
        {
            new HelpOption(),
            new VersionOption(),
            ServeVerb.Command(terminal),
            PracticeVerb.Command(terminal),
            TriageVerb.Command(terminal),
            AskVerb.Command(terminal),
            ReplayVerb.Command(terminal),
            RestoreDrillVerb.Command(terminal),
            BrokerVerb.Command(terminal),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // The library's own code for bad arguments is 1, which here means incidents.
            terminal.Error($"{string.Join(' ', parsed.Errors.Select(static error => error.Message))} See --help.");
            return ExitCodes.Unknown;
        }

        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = terminal.Out,
            Error = terminal.Err,
        };
        return await parsed.InvokeAsync(invocation, cancellationToken);
    }

    // What is wrong with what was given is told in our words; anything else also by its type, because it is a fault of
    // ours.
    private static string Words(Exception failure) =>
        failure is SettingsException or KubeconfigException or StorageRefusedException
        or LogUnavailableException or OptionsValidationException or DirectoryNotFoundException
        or ArgumentException
        ? failure.Message
        : $"{failure.GetType().Name}: {failure.Message}";
}
