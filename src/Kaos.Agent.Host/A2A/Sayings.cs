using System.Text.Json;
using Kaos.A2A;
using Kaos.Agent.Grains.Desk;

namespace Kaos.Agent.Host.A2A;

/// <summary>A2A messages as the desk hears them. Pure.</summary>
internal static class Sayings
{
    /// <exception cref="A2AException">A part is of a kind that KAOS cannot read, or there is more than one data
    /// part.</exception>
    /// <param name="asTask">A finished answer is kept as a task.</param>
    public static Saying Of(Message message, bool asTask)
    {
        List<string> texts = [];
        JsonElement? data = null;
        foreach (var part in message.Parts)
        {
            switch (part.ContentCase)
            {
                case PartContentCase.Text when part.Text is { } text:
                    texts.Add(text);
                    break;
                case PartContentCase.Data when data is null:
                    data = part.Data;
                    break;
                case PartContentCase.Data:
                    throw new A2AException(
                        "A message can hold one data part. Send one message for each.", A2AErrorCode.InvalidParams);
                default:
                    throw new A2AException(
                        "KAOS reads text and data parts, no files. Put what matters into the text.",
                        A2AErrorCode.ContentTypeNotSupported);
            }
        }

        return texts.TrueForAll(string.IsNullOrWhiteSpace) && data is null
            ? throw new A2AException(
                "The message is empty. Say what is wrong, or what you want to know.", A2AErrorCode.InvalidParams)
            : new Saying(
                message.MessageId, NullIfEmpty(message.ContextId), NullIfEmpty(message.TaskId),
                string.Join('\n', texts), data,
                AsTask: asTask);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
