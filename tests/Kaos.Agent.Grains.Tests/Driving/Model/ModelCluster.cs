using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// An empty cluster whose time jumps to whatever is waited for, and sometimes back; others act meanwhile.
/// </summary>
internal sealed class ModelCluster(Mischief mischief, Action meanwhile) : ICluster
{
    // More than the readings of any window.
    private const int LongestWait = 200;

    private int waits;

    public string Name => "east";

    public DateTimeOffset Now { get; private set; } = Story.Noon;

    /// <summary>Whoever waits for ever is killed, as a restart would.</summary>
    public void BeginLife() => waits = 0;

    public Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken)
    {
        if (++waits > LongestWait)
        {
            throw new DeathException();
        }

        Now = mischief.Strikes(10) ? Now - TimeSpan.FromDays(1) : clusterTime > Now ? clusterTime : Now;
        meanwhile();
        return Task.CompletedTask;
    }

    public ClusterSnapshot Look() => new() { ClusterName = Name, Now = Now };

    public Task<CaseFile> ReadAsync(
        CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken) =>
        Task.FromResult(file);

    public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
