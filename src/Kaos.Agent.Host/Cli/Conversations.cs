using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.Agent.Host.Cli;

/// <summary>
/// What <c>ask</c> remembers from one call to the next, by the address it spoke to. A cache in the user's own folder: a
/// file that is missing or broken means a new conversation.
/// </summary>
internal sealed class Conversations(string path)
{
    public static string DefaultPath => Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "kaos", "conversations.json");

    public Conversation? Last(Uri agent) => Read().GetValueOrDefault(agent.Authority);

    /// <returns>Whether the next call will find it.</returns>
    public bool Remember(Uri agent, Conversation conversation)
    {
        try
        {
            var all = Read();
            all[agent.Authority] = conversation;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
            var draft = path + ".new";
            File.WriteAllText(draft, JsonSerializer.Serialize(all, ConversationsJson.Default.ConversationsByAddress));
            File.Move(draft, path, overwrite: true);
            return true;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Dictionary<string, Conversation> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllText(path), ConversationsJson.Default.ConversationsByAddress) ?? [];
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}

/// <param name="TaskId">The task that goes on; null when the last one is over.</param>
internal sealed record Conversation(string? ContextId, string? TaskId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, Conversation>), TypeInfoPropertyName = "ConversationsByAddress")]
internal sealed partial class ConversationsJson : JsonSerializerContext;
