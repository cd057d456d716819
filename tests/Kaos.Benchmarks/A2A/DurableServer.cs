using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Service;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Benchmarks.A2A;

/// <summary>
/// The real service with one difference: what a sentence means is scripted, as the peer's agent is. Everything else is
/// as installed: callers, idempotency, grains, a log on SQLite, tasks that can be read again.
/// </summary>
internal static class DurableServer
{
    /// <summary>A message is a question that is answered at once, with a task: the peer's work.</summary>
    public const string Questions = "questions";

    /// <summary>
    /// A message is trouble with another object, which is not in the cluster: correlator, incident, session, driver,
    /// "not known".
    /// </summary>
    public const string Incidents = "incidents";

    public static async Task<int> RunAsync(string work, int port, string folder)
    {
        await using var service = await KaosService.BuildAsync(
            [
                $"--urls=http://127.0.0.1:{port}", "--Cluster=practice", "--Practice:Scenario=healthy",
                $"--Data:Path={folder}",
                "--Logging:LogLevel:Default=Warning", "--A2A:AnswersAsTasks=true",
            ],
            CancellationToken.None,
            services =>
            {
                _ = work == Questions
                    ? services.AddSingleton<IIntake, AlwaysAnswers>()
                    : services.AddSingleton<IIntake, AlwaysTrouble>();
            });
        await service.RunAsync();
        return 0;
    }

    private sealed class AlwaysAnswers : IIntake
    {
        public Task<Intake> ReadAsync(string sentence, Listener listener, CancellationToken cancellationToken) =>
            Task.FromResult<Intake>(new Intake.Answer("Stream hello from TCK", null));
    }

    private sealed class AlwaysTrouble(IClusters clusters, TimeProvider time) : IIntake
    {
        private long count;

        public Task<Intake> ReadAsync(string sentence, Listener listener, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref count);
            var subject = new ObjectRef("Deployment", "shop", $"absent-{number}");
            var now = time.GetUtcNow();
            return Task.FromResult<Intake>(new Intake.Trouble(new Signal(
                $"bench-{number}", "shop", clusters.All[0].Name, subject, SymptomCodes.NotReady, Severity.Warning,
                "sentence", "bench", now, sentence)));
        }
    }
}
