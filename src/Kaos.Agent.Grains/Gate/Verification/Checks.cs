using System.Collections.Frozen;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The checks that plans can name.</summary>
internal static class Checks
{
    private static readonly FrozenDictionary<string, ICheck> ByKind = new ICheck[]
    {
        new AsMeant(), new AsWritten(), new AutoscalerInBounds(), new EndpointsReady(), new Gone(), new LatencyRecovers(), new MemoryStable(),
        new NodeCordoned(), new NodeEmpty(), new NoOomKills(), new NodeSchedulable(), new PoolRecovers(),
        new ReplicasMatch(),
        new RolloutHealthy(), new SymptomsGone(), new VolumeGrown(),
    }.ToFrozenDictionary(check => check.Kind, StringComparer.Ordinal);

    public static ICheck? Find(string kind) => ByKind.GetValueOrDefault(kind);
}
