using System.Text.Json;
using Kaos.A2A.Hosting;
using Kaos.A2A.Json;

namespace Kaos.A2A.V03;

/// <summary>JSON-RPC of 0.3: results are bare objects told apart by <c>kind</c>.</summary>
internal sealed class V03Format(byte[] id, bool isResubscription) : JsonRpcFormat(id)
{
    /// <summary>Clients of 0.3 read the answer to a resubscription as a stream, whatever it says.</summary>
    public override bool ErrorsStream => isResubscription;

    public override void WriteResult<T>(Utf8JsonWriter writer, T result)
    {
        Open(writer, "result"u8);
        Write(writer, result, endsAtQuestion: !isResubscription);
        writer.WriteEndObject();
    }

    public override void WriteEvent(Utf8JsonWriter writer, StreamItem item) => WriteResult(writer, item.Response);

    /// <summary>An event as the body of a push notification.</summary>
    public static byte[] Serialize(StreamResponse response)
    {
        using var buffer = PooledBuffer.Rent();
        using (var writer = new Utf8JsonWriter(buffer, A2AJson.WriterOptions))
        {
            Write(writer, response, endsAtQuestion: false);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, object result, bool endsAtQuestion)
    {
        var types = V03JsonContext.Default;
        switch (result)
        {
            case SendMessageResponse { Task: { } task }:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(task), types.V03Task);
                break;
            case SendMessageResponse { Message: { } message }:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(message), types.V03Message);
                break;
            case StreamResponse { Task: { } task }:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(task), types.V03Task);
                break;
            case StreamResponse { Message: { } message }:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(message), types.V03Message);
                break;
            case StreamResponse { StatusUpdate: { } update }:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(update, endsAtQuestion), types.V03StatusUpdate);
                break;
            case StreamResponse { ArtifactUpdate: { } update }:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(update), types.V03ArtifactUpdate);
                break;
            case AgentTask task:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(task), types.V03Task);
                break;
            case TaskPushNotificationConfig config:
                JsonSerializer.Serialize(writer, V03Replies.FromV1(config), types.V03TaskPushConfig);
                break;
            case ListTaskPushNotificationConfigsResponse list:
                JsonSerializer.Serialize(
                    writer, list.Configs.Select(V03Replies.FromV1).ToList(), types.ListV03TaskPushConfig);
                break;
            case AgentCard card:
                V03Card.Write(writer, card, isBlend: false);
                break;
            default:
                throw new ArgumentException($"{result.GetType()} has no form in protocol 0.3.", nameof(result));
        }
    }
}
