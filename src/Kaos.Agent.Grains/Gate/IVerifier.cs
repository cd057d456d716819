using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate;

/// <summary>Re-reads the world, independently of what a write answered.</summary>
public interface IVerifier
{
    /// <param name="from">When the last step was complete, in cluster time.</param>
    /// <param name="final">The watch window is over: what is not seen by now counts as not fixed.</param>
    Task<VerificationReading> ReadAsync(
        Plan plan, Finding finding, DateTimeOffset from, bool final, CancellationToken cancellationToken);
}

/// <param name="State">Failed ends the watch at once; Good only counts at the end of the window.</param>
/// <param name="Effectiveness">Only where the window is over, or failed.</param>
/// <param name="Text">One or two sentences with numbers, for whoever watches.</param>
public sealed record VerificationReading(
    VerificationState State, ImmutableArray<Evidence> Evidence, string Text, Effectiveness? Effectiveness = null);

public enum VerificationState
{
    Good,
    NotYet,
    Failed,

    /// <summary>A required check could not be read.</summary>
    Unknown,
}
