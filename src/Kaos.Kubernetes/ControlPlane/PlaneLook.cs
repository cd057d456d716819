using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.ControlPlane;

/// <summary>What one look at the control plane brought; null: that part could not be read.</summary>
/// <param name="At">Cluster time of the look.</param>
internal sealed record PlaneLook(DateTimeOffset At)
{
    /// <summary>
    /// The checks of <c>/readyz</c> and <c>/livez</c>, each once; one that failed at either has failed.
    /// </summary>
    public IReadOnlyList<HealthLine>? Checks { get; init; }

    /// <summary>Why checks fail, as far as the server tells.</summary>
    public IReadOnlyDictionary<string, string> Reasons { get; init; } = StringMap.Empty;

    /// <summary>Leases in kube-system.</summary>
    public IReadOnlyList<Lease>? Leases { get; init; }

    /// <summary>Leases in kube-node-lease.</summary>
    public IReadOnlyList<Lease>? NodeLeases { get; init; }

    /// <summary>What ComponentStatus says, by the component's name.</summary>
    public IReadOnlyDictionary<string, string> Statuses { get; init; } = StringMap.Empty;

    public string? Version { get; init; }

    public DateTimeOffset? CertificateEnds { get; init; }

    /// <summary>Whether several looks are taken: then it is known since when a check fails.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Answers of both endpoints as one list.</summary>
    public static IReadOnlyList<HealthLine> Together(IEnumerable<string> answers) =>
    [
        .. answers.SelectMany(HealthLines.Of).GroupBy(line => line.Name, StringComparer.Ordinal)
            .Select(same => new HealthLine(same.Key, same.All(line => line.Passed))),
    ];
}
