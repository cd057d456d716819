using System.Collections.Immutable;

namespace Kaos.Contracts.Grants;

/// <summary>What a broker is asked for: the rights of one plan. Who asks is told by the caller's token.</summary>
/// <param name="PlanHash">Names the grant: asking again for the same plan is harmless.</param>
/// <param name="Approvers">Whose word the plan has, as <c>person:alice</c>; never empty.</param>
/// <param name="Seconds">How long it may stand; the broker has a limit of its own.</param>
public sealed record GrantRequest(
    string PlanHash, string IncidentId, ImmutableArray<string> Approvers, ImmutableArray<GrantRight> Rights,
    int Seconds)
{
    /// <summary>The name of a plan's grant, and of every object that it consists of.</summary>
    public static string NameOf(string planHash) => $"kaos-grant-{(planHash.Length > 20 ? planHash[..20] : planHash)}";
}
