using System.Collections.Immutable;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>The objects of one kind, read once, or why they could not be.</summary>
/// <param name="Items">At most <see cref="Most"/>.</param>
/// <param name="Why">Null: they were read.</param>
public sealed record ListSays(ImmutableArray<CustomResource> Items, string? Why)
{
    /// <summary>More are not read for a sentence.</summary>
    public const int Most = 500;
}
