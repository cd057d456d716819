using System.Text.Json;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Triage;

/// <summary>What was told of troubles, as the log has it.</summary>
public sealed class Troubles(IViews views, TimeProvider time)
{
    private const string Alert = "alert";
    private const string Watch = "watch";

    // Alertmanager repeats what fires every four hours at most, unless somebody has set it otherwise.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Alerts about an object of which its webhook has told within a day, in no order.</summary>
    public Task<IReadOnlyList<TroubleNote>> AlertsAsync(
        string cluster, ObjectRef subject, CancellationToken cancellationToken) => ReadAsync(
        new ViewQuery(
            HeardTroubleKind.Name, Group: HeardTroubleKind.GroupOf(Alert, cluster),
            Tag: HeardTroubleKind.TagOf(subject),
            Since: time.GetUtcNow() - Kept),
        cancellationToken);

    /// <summary>What the watch has told of a cluster, and that is not over.</summary>
    public Task<IReadOnlyList<TroubleNote>> WatchedAsync(
        string cluster, CancellationToken cancellationToken) => ReadAsync(
        new ViewQuery(
            HeardTroubleKind.Name, Group: HeardTroubleKind.GroupOf(Watch, cluster),
            States: [HeardTroubleKind.Standing]),
        cancellationToken);

    private async Task<IReadOnlyList<TroubleNote>> ReadAsync(ViewQuery query, CancellationToken cancellationToken)
    {
        var found = new List<TroubleNote>();
        await foreach (var row in views.AllAsync(query, cancellationToken))
        {
            if (JsonSerializer.Deserialize(row.Json.Span, KaosJson.Default.TroubleNote) is { } note)
            {
                found.Add(note);
            }
        }

        return found;
    }
}
