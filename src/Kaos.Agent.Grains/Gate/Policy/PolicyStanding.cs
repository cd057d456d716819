namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>What is in force, and how the file stands to it.</summary>
/// <param name="Policy">The last good one.</param>
/// <param name="Problem">What is wrong with the file now, with its line; null: it says what is in force.</param>
/// <param name="Since">When it came into force here; process time.</param>
internal sealed record PolicyStanding(TenantPolicy Policy, string? Problem, DateTimeOffset Since);
