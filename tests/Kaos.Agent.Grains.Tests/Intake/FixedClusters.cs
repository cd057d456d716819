using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>Clusters that stand still and count what is asked of them.</summary>
internal sealed class FixedClusters : IClusters
{
    public FixedClusters(params IEnumerable<ClusterSnapshot> worlds) =>
        All = [.. worlds.Select(world => new Counting(world))];

    public IReadOnlyList<ICluster> All { get; }

    public int Looks => All.Cast<Counting>().Sum(cluster => cluster.Looks);

    public int Requests => All.Cast<Counting>().Sum(cluster => cluster.Requests);

    public ICluster? Find(string name) => All.FirstOrDefault(cluster => cluster.Name == name);

    public string TenantOf(string cluster, string? @namespace) =>
        @namespace is null ? "platform" : "team-" + @namespace;

    private sealed class Counting(ClusterSnapshot world) : ICluster
    {
        private readonly SnapshotCluster inner = new(world);

        public int Looks { get; private set; }

        public int Requests { get; private set; }

        public string Name => inner.Name;

        public DateTimeOffset Now => inner.Now;

        public Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken) =>
            inner.DelayUntilAsync(clusterTime, cancellationToken);

        public ClusterSnapshot Look()
        {
            Looks++;
            return inner.Look();
        }

        public Task<CaseFile> ReadAsync(
            CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken)
        {
            Requests += requests.Length;
            return inner.ReadAsync(file, requests, cancellationToken);
        }

        public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) =>
            inner.WaitForChangeAsync(cancellationToken);
    }
}
