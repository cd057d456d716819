using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

namespace Kaos.A2A.Server;

/// <summary>
/// A push configuration, and the protocol version of the client that registered it: what it is sent is of that.
/// </summary>
internal sealed record RegisteredPushConfig(TaskPushNotificationConfig Config, string Version);

/// <summary>Push configurations in memory, per task, in the order in which they came.</summary>
internal sealed class PushConfigs
{
    private readonly ConcurrentDictionary<string, ImmutableList<RegisteredPushConfig>> byTask =
        new(StringComparer.Ordinal);

    /// <summary>Adds a configuration, or replaces the one with the same id.</summary>
    public void Set(string taskId, RegisteredPushConfig config) => byTask.AddOrUpdate(
        taskId,
        static (_, added) => [added],
        static (_, known, added) => known.FindIndex(one => IsSame(one, added.Config.Id)) is >= 0 and var index
            ? known.SetItem(index, added)
            : known.Add(added),
        config);

    public IReadOnlyList<RegisteredPushConfig> Of(string taskId) => byTask.GetValueOrDefault(taskId) ?? [];

    public TaskPushNotificationConfig? Find(string taskId, string id) =>
        Of(taskId).FirstOrDefault(one => IsSame(one, id))?.Config;

    public void Remove(string taskId, string id)
    {
        while (byTask.TryGetValue(taskId, out var known) &&
            !byTask.TryUpdate(taskId, known.RemoveAll(one => IsSame(one, id)), known))
        {
            // Somebody else changed the list in between; look again.
        }
    }

    public ListTaskPushNotificationConfigsResponse Page(string taskId, int? pageSize, string? pageToken)
    {
        var start = 0;
        if (!string.IsNullOrEmpty(pageToken) &&
            !int.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out start))
        {
            throw new A2AException(
                "Invalid parameters", A2AErrorCode.InvalidParams, [new("pageToken", "is not a token of this server")]);
        }

        var all = Of(taskId);
        var page = all.Skip(start).Take(pageSize ?? ListTasksRequest.DefaultPageSize).Select(one => one.Config)
            .ToList();
        var end = start + page.Count;
        return new()
        {
            Configs = page,
            NextPageToken = end < all.Count ? end.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private static bool IsSame(RegisteredPushConfig known, string? id) =>
        string.Equals(known.Config.Id, id, StringComparison.Ordinal);
}
