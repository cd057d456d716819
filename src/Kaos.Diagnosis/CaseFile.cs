using System.Collections.Immutable;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis;

/// <summary>All that is known of a case so far. Whoever reads for it adds what was read and what was tried.</summary>
public sealed record CaseFile
{
    /// <summary>
    /// Objects, and the logs and series that were read for this case; failures are in its <c>NotRead</c>.
    /// </summary>
    public required ClusterSnapshot World { get; init; }

    /// <summary>Null examines everything.</summary>
    public Focus? Focus { get; init; }

    /// <summary>Every request that was tried, whether it succeeded or not; none is asked for twice.</summary>
    public ImmutableHashSet<ReadRequest> Done { get; init; } = [];

    /// <summary>By the key of their request: the names of the metrics that exist.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> MetricNames { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;
}
