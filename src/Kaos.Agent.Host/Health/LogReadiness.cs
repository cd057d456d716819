using Kaos.Agent.Host.Storage;

namespace Kaos.Agent.Host.Health;

/// <summary>The log can be written.</summary>
internal sealed class LogReadiness(LogHealth health) : IReadiness
{
    public string Name => "log";

    public ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken) => new(health.Reason);
}
