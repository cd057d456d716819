using System.Globalization;
using System.Text.Json;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>The kill switches as their rows say.</summary>
internal sealed class SwitchTable(IViews views) : ISwitches
{
    public async ValueTask<string?> StoppedAsync(string tenant, CancellationToken cancellationToken) =>
        await ReadAsync(SwitchKind.All, cancellationToken) ?? await ReadAsync(tenant, cancellationToken);

    private async ValueTask<string?> ReadAsync(string tenant, CancellationToken cancellationToken) =>
        await views.FindAsync(SwitchKind.Name, tenant, cancellationToken) is { } row
        && JsonSerializer.Deserialize(row.Json.Span, KaosJson.Default.SwitchView) is { Stopped: true } stopped
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{stopped.By} at {stopped.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(tenant == SwitchKind.All ? "" : $" for {tenant}")}: {stopped.Reason}")
            : null;
}
