using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Service;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Benchmarks.A2A;

/// <summary>
/// The real service with one difference: every sentence is trouble with another object, which is not in the cluster. So
/// each message goes the whole way – correlator, incident, session, driver, "not known" – and every step is on disk.
/// </summary>
internal static class DurableServer
{
    public static async Task<int> RunAsync(int port, string folder)
    {
        await using var service = await KaosService.BuildAsync(
            [
                $"--urls=http://127.0.0.1:{port}", "--Cluster=practice", "--Practice:Scenario=healthy", $"--Data:Path={folder}",
                "--Logging:LogLevel:Default=Warning",
            ],
            CancellationToken.None,
            static services => services.AddSingleton<IIntake, AlwaysTrouble>());
        await service.RunAsync();
        return 0;
    }

    private sealed class AlwaysTrouble(IClusters clusters, TimeProvider time) : IIntake
    {
        private long count;

        public Task<Intake> ReadAsync(string sentence, IReadOnlyCollection<string> tenants, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref count);
            var subject = new ObjectRef("Deployment", "shop", $"absent-{number}");
            var now = time.GetUtcNow();
            return Task.FromResult<Intake>(new Intake.Trouble(new Signal(
                $"bench-{number}", "shop", clusters.All[0].Name, subject, SymptomCodes.NotReady, Severity.Warning, "sentence", "bench", now, sentence)));
        }
    }
}
