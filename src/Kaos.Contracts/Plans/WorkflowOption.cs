using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Kaos.Contracts.Plans;

/// <summary>One way to go on, offered to whoever steers.</summary>
public sealed record WorkflowOption
{
    /// <summary>Unique in its session; what a choice names.</summary>
    public required string Id { get; init; }

    /// <summary>The catalog's id; <c>do-nothing</c> and <c>hand-over</c> are always offered.</summary>
    public required string WorkflowId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required Risk Risk { get; init; }

    /// <summary>0 to 1: match x past effectiveness.</summary>
    public required double Confidence { get; init; }

    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    public string? ExpectedEffect { get; init; }

    public string? BlastRadius { get; init; }

    public string? Rollback { get; init; }

    /// <summary>Null for options that change nothing.</summary>
    public string? PlanHash { get; init; }
}

/// <summary>From the workflow's definition, never from a model.</summary>
[JsonConverter(typeof(KebabCase<Risk>))]
public enum Risk
{
    None,
    Low,
    Medium,
    High,
    Critical,
}
