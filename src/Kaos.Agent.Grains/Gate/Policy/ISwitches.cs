namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>The kill switch.</summary>
public interface ISwitches
{
    /// <summary>Who stopped KAOS for this tenant or for all, and why; null while it may act.</summary>
    ValueTask<string?> StoppedAsync(string tenant, CancellationToken cancellationToken);
}
