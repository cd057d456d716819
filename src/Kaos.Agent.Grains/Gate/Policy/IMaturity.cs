using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>What KAOS may do for a class of incidents (design section 7).</summary>
public interface IMaturity
{
    ValueTask<ClassStanding> LevelOfAsync(Plan plan, CancellationToken cancellationToken);
}

/// <summary>A level, and why it is that one.</summary>
public sealed record ClassStanding(Maturity Level, string Why);
