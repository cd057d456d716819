using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Triage;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Host.Cli;

/// <summary><c>kaos triage</c>: one look at a cluster or a snapshot; writes nothing.</summary>
internal static class TriageVerb
{
    // Indented for people who look at a CI step's log; otherwise the same JSON as the service's.
    private static readonly KaosJson Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    });

    public static Command Command(Terminal terminal)
    {
        var context = new Option<string?>(
            "--context")
        { Description = "A context of the kubeconfig; the current one otherwise." };
        var snapshot = new Option<string?>(
            "--snapshot")
        { Description = "A folder that 'kubectl cluster-info dump -o json --output-directory' wrote, or of manifests." };
        var space = new Option<string?>("--namespace", "-n") { Description = "Only this namespace." };
        var output = Output.Option();
        var command = new Command(
            "triage", "Says what is wrong and why. Exit code 0 healthy, 1 incidents, 2 could not tell.")
        {
            context, snapshot, space, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(context) is not null && result.GetValue(snapshot) is not null)
            {
                result.AddError("Give --context or --snapshot, not both.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(context), parsed.GetValue(snapshot), parsed.GetValue(space), parsed.GetRequiredValue(
            output), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string? context, string? snapshot, string? space, string output, Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (snapshot is null)
        {
            return await TriageOfClusters.RunAsync(
                context, (cluster, token) =>
                TellAsync(cluster, space, output, terminal, token), terminal, cancellationToken);
        }

        terminal.Progress($"reading {snapshot}");
        var read = SnapshotReader.Read(snapshot, null, TimeProvider.System, cancellationToken);
        return await TellAsync(new SnapshotCluster(read), space, output, terminal, cancellationToken);
    }

    private static async Task<int> TellAsync(
        ICluster cluster, string? space, string output, Terminal terminal, CancellationToken cancellationToken)
    {
        var catalog = WorkflowCatalog.Load(Environment.GetEnvironmentVariable("Workflows__Path"));
        var report = await Triage.RunAsync(
            cluster,
            space,
            (finding, world) => UnplannedOptions.Of(catalog, finding, world),
            (step, _) =>
            {
                terminal.Progress(step.Why);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        if (output == Output.Json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(report, Json.TriageReport));
        }
        else
        {
            TriageText.Write(report, terminal);
        }

        return report.Status switch
        {
            TriageStatus.Healthy => ExitCodes.Healthy,
            TriageStatus.Incidents => ExitCodes.Incidents,
            _ => ExitCodes.Unknown,
        };
    }
}
