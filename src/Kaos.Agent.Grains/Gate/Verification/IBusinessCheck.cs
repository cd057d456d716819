using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>
/// What the business calls working (orders per minute, payments that succeed); registered by whoever knows it.
/// </summary>
public interface IBusinessCheck
{
    /// <summary>Lower-case words and hyphens, as it is told.</summary>
    string Name { get; }

    /// <summary>
    /// Reads at the end of the watch window. What cannot be read has no score and says why; it does not throw.
    /// </summary>
    /// <param name="from">When the last step was complete, in cluster time.</param>
    Task<EffectPart> ReadAsync(Plan plan, Finding finding, DateTimeOffset from, CancellationToken cancellationToken);
}
