using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.A2A;
using Kaos.Agent.Host.Storage;
using Kaos.Contracts.Push;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A.Push;

/// <summary>
/// Tokens and credentials of webhooks, sealed with AES-256-GCM before they get into the log: events are kept for ever
/// and shown to auditors. The key is the data folder's; the webhook's id is bound to the seal.
/// </summary>
internal sealed class PushSecrets(IOptions<StorageOptions> storage)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;

    private readonly Lazy<byte[]> key = new(() => OwnerOnlyFile.ReadOrMake(
        Path.Combine(Directory.CreateDirectory(storage.Value.Path).FullName, "push.key"),
        static () => RandomNumberGenerator.GetBytes(KeySize)));

    /// <summary>A configuration as it is stored.</summary>
    public Webhook Seal(TaskPushNotificationConfig config, string id, string taskId, string version) =>
        new(
            id, config.Url, config is { Token: null, Authentication: null } ? null : Seal(config, Bound(taskId, id)),
            version);

    /// <summary>A configuration as its owner sent it.</summary>
    public TaskPushNotificationConfig Open(Webhook hook, string taskId)
    {
        var secret = hook.Secret is null ? null : Open(hook.Secret, Bound(taskId, hook.Id));
        return new()
        {
            Id = hook.Id,
            TaskId = taskId,
            Url = hook.Url,
            Token = secret?.Token,
            Authentication = secret?.Scheme is { } scheme
                ? new AuthenticationInfo { Scheme = scheme, Credentials = secret.Credentials }
                : null,
        };
    }

    private static byte[] Bound(string taskId, string id) => System.Text.Encoding.UTF8.GetBytes($"{taskId}/{id}");

    private string Seal(TaskPushNotificationConfig config, byte[] bound)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new PushSecret(config.Token, config.Authentication?.Scheme, config.Authentication?.Credentials),
            PushSecretJson.Default.PushSecret);
        var box = new byte[NonceSize + TagSize + content.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key.Value, TagSize);
        aes.Encrypt(
            box.AsSpan(0, NonceSize), content, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), bound);
        return Convert.ToBase64String(box);
    }

    private PushSecret? Open(string sealedText, byte[] bound)
    {
        var box = Convert.FromBase64String(sealedText);
        var content = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key.Value, TagSize);
        aes.Decrypt(
            box.AsSpan(0, NonceSize), box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), content, bound);
        return JsonSerializer.Deserialize(content, PushSecretJson.Default.PushSecret);
    }
}

internal sealed record PushSecret(string? Token, string? Scheme, string? Credentials);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PushSecret))]
internal sealed partial class PushSecretJson : JsonSerializerContext;
