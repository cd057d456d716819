namespace Kaos.Agent.Host.Rest;

/// <summary>Every list of this API.</summary>
/// <param name="NextPageToken">Absent on the last page; opaque.</param>
internal sealed record Listing<T>(IReadOnlyList<T> Items, string? NextPageToken);
