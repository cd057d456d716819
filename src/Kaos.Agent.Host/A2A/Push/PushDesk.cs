using System.Globalization;
using System.Security.Cryptography;
using Kaos.A2A;
using Kaos.A2A.Push;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Push;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Push;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.A2A.Push;

/// <summary>
/// The push configurations of tasks, kept in the log. Whether the caller may see the task is checked before.
/// </summary>
internal sealed class PushDesk(IGrains grains, PushSecrets secrets, PushNotificationOptions guard)
{
    private const int MaxIdLength = 128;

    /// <exception cref="A2AException">The address is not one that KAOS calls, or the id is too long.</exception>
    public void Check(TaskPushNotificationConfig? config)
    {
        if (config is null)
        {
            return;
        }

        if (PushTargets.Refusal(config.Url, guard) is { } refusal)
        {
            throw Invalid("url", refusal);
        }

        if (config.Id is { Length: > MaxIdLength } || config.Id?.Any(char.IsControl) == true)
        {
            throw Invalid("id", $"must have at most {MaxIdLength} characters, none of them a control character");
        }
    }

    /// <param name="from">Version of the session that the first notification shows.</param>
    /// <param name="retry">What a repeated request has in common with its first; null: every request stands for
    /// itself.</param>
    public async Task<TaskPushNotificationConfig> ConfigureAsync(
        TaskView task, TaskPushNotificationConfig config, long from, string version, string? retry, Principal caller,
        CancellationToken cancellationToken)
    {
        Check(config);
        var unique = retry ?? RandomNumberGenerator.GetHexString(16, lowercase: true);
        var id = string.IsNullOrEmpty(config.Id) ? $"push-{unique}" : config.Id;
        var hook = secrets.Seal(config, id, task.TaskId, version);
        var answer = await grains.AskAsync(
            PushKind.IdOf(task.TaskId), new ConfigurePush(hook, task.ContextId, task.SessionId, from), caller,
            $"push/{unique}", cancellationToken);
        return answer.Refusal is { } refusal
            ? throw refusal.ToA2A()
            : config with { Tenant = null, Id = id, TaskId = task.TaskId };
    }

    public async Task<TaskPushNotificationConfig> FindAsync(
        TaskView task, string id, CancellationToken cancellationToken) =>
        (await StateAsync(task.TaskId, cancellationToken)).Find(id) is { } hook
            ? secrets.Open(hook.Hook, task.TaskId)
            : throw new A2AException("There is no such push configuration for this task.", A2AErrorCode.TaskNotFound);

    public async Task<ListTaskPushNotificationConfigsResponse> ListAsync(
        TaskView task, int? pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        var start = 0;
        if (!string.IsNullOrEmpty(pageToken)
            && !int.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out start))
        {
            throw Invalid("pageToken", "is not a token of this server");
        }

        var all = (await StateAsync(task.TaskId, cancellationToken)).Hooks;
        List<TaskPushNotificationConfig> page =
        [
            .. all.Skip(start).Take(pageSize ?? ListTasksRequest.DefaultPageSize)
                .Select(hook => secrets.Open(hook.Hook, task.TaskId)),
        ];
        var end = start + page.Count;
        return new()
        {
            Configs = page,
            NextPageToken = end < all.Count ? end.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    public async Task RemoveAsync(TaskView task, string id, Principal caller, CancellationToken cancellationToken)
    {
        var unique = RandomNumberGenerator.GetHexString(16, lowercase: true);
        await grains.AskAsync(
            PushKind.IdOf(task.TaskId), new RemovePush(id), caller, $"push-remove/{unique}", cancellationToken);
    }

    private static A2AException Invalid(string field, string what) =>
        new("Invalid parameters", A2AErrorCode.InvalidParams, [new(field, what)]);

    private async Task<PushState> StateAsync(string taskId, CancellationToken cancellationToken) =>
        (await grains.StateAsync<PushState>(PushKind.IdOf(taskId), cancellationToken)).State;
}
