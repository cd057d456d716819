using System.Collections.Immutable;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Views;

/// <summary>What KAOS may do for one incident class of one tenant, why, and what is missing for more.</summary>
public sealed record ClassView
{
    public required string Tenant { get; init; }

    /// <summary>Cause code / owner kind / action template.</summary>
    public required string Class { get; init; }

    /// <summary>Null while nobody has promoted or demoted it: then it stands as its cluster was installed.</summary>
    public Maturity? Level { get; init; }

    /// <summary>Why it stands there.</summary>
    public required string Why { get; init; }

    /// <summary>The way of fixing that the level is for.</summary>
    public Way? Way { get; init; }

    /// <summary>The next level, when a promoter could give it now.</summary>
    public Maturity? Eligible { get; init; }

    /// <summary>What is missing for the next level, a sentence each; empty when nothing is.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Resolutions in a row, newest back, that were all made the same way and held.</summary>
    public int SameWay { get; init; }

    /// <summary>By workflow: how often it was used to the end, and how often it helped and held.</summary>
    public ImmutableSortedDictionary<string, Uses> Uses { get; init; } = ImmutableSortedDictionary<string, Uses>.Empty;

    /// <summary>The newest first, at most twenty.</summary>
    public ImmutableArray<PastTreatment> Recent { get; init; } = [];
}

/// <param name="Worked">Verified, and it did not come back.</param>
/// <param name="Scores">Sum of their effectiveness, each 0 to 1; null in rows from before it was measured.</param>
public sealed record Uses(int Worked, int Tried, double? Scores = null);

/// <summary>
/// One entry of the track record: KAOS's own treatment, or a person's deed beside what KAOS proposed.
/// </summary>
/// <param name="Result">Null for a person's deed.</param>
/// <param name="Same">For a deed: whether it was what KAOS proposed.</param>
public sealed record PastTreatment(
    string IncidentId, DateTimeOffset At, string By, string? WorkflowId, TreatmentResult? Result, bool Recurred,
    string? Did = null, bool? Same = null);
