using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Host.Rest;

/// <summary>Every list of this API.</summary>
/// <param name="NextPageToken">Absent on the last page; opaque.</param>
/// <param name="NotChecked">Incidents only: what KAOS cannot read now, so that an empty list is not taken for
/// health.</param>
internal sealed record Listing<T>(
    IReadOnlyList<T> Items, string? NextPageToken, IReadOnlyList<NotChecked>? NotChecked = null);
