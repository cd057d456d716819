using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Views;

/// <summary>What is wrong in a cluster or a snapshot. Exit code: healthy 0, incidents 1, unknown 2.</summary>
/// <param name="Now">Cluster time.</param>
public sealed record TriageReport(
    DateTimeOffset Now,
    TriageStatus Status,
    ImmutableArray<IncidentView> Incidents,
    ImmutableArray<NotChecked> NotChecked);

[JsonConverter(typeof(KebabCase<TriageStatus>))]
public enum TriageStatus
{
    Incidents,
    Healthy,

    /// <summary>No incident was found, and something that matters could not be read.</summary>
    Unknown,
}
