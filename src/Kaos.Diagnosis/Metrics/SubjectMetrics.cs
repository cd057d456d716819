using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Metrics;

/// <summary>How metrics of one workload are asked for.</summary>
public static class SubjectMetrics
{
    /// <summary>The names of its metrics; neighbours in its namespace are left out by the server already.</summary>
    public static ReadRequest.MetricNames NamesOf(ClusterObjects objects, ObjectRef subject) =>
        new(subject.Namespace ?? "", SubjectMatch.Of(WorldIndex.Of(objects), subject));
}
