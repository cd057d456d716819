using System.Collections.Frozen;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The checks that plans can name.</summary>
internal static class Checks
{
    private static readonly FrozenDictionary<string, ICheck> ByKind = new ICheck[]
    {
        new EndpointsReady(), new LatencyRecovers(), new MemoryStable(), new NoOomKills(), new NodeSchedulable(),
        new PoolRecovers(), new RolloutHealthy(),
    }.ToFrozenDictionary(check => check.Kind, StringComparer.Ordinal);

    public static ICheck? Find(string kind) => ByKind.GetValueOrDefault(kind);
}
