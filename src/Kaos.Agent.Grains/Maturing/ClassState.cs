using System.Collections.Immutable;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>One incident class of one tenant as its log tells it.</summary>
public sealed record ClassState(string Tenant, string Class)
{
    /// <summary>Null until the first promotion or demotion.</summary>
    public Maturity? Level { get; init; }

    /// <summary>The way that the level was earned with.</summary>
    public Way? Way { get; init; }

    public string? Why { get; init; }

    /// <summary>Oldest first; the newest fifty.</summary>
    public ImmutableList<PastUse> Past { get; init; } = [];

    /// <summary>By workflow, over all time.</summary>
    public ImmutableSortedDictionary<string, Tally> Uses { get; init; } =
        ImmutableSortedDictionary.Create<string, Tally>(StringComparer.Ordinal);
}

/// <summary>Either a treatment by KAOS, or a person's deed.</summary>
public sealed record PastUse(DateTimeOffset At, Treatment? Treatment, Deed? Deed)
{
    public bool Recurred { get; init; }

    public string IncidentId => Treatment?.IncidentId ?? Deed?.IncidentId ?? "";

    /// <summary>The way in which this was resolved and stayed so; null when it was not.</summary>
    public Way? Resolved => this switch
    {
        { Recurred: true } => null,
        { Treatment: { Result: TreatmentResult.Verified } treatment } => treatment.Way,
        { Deed: { Same: true } deed } => deed.Proposed,
        _ => null,
    };
}

/// <param name="Scores">What those that worked scored, added up.</param>
public readonly record struct Tally(int Worked, int Tried, double Scores);
