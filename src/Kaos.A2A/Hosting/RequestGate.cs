using Kaos.A2A.Server;

namespace Kaos.A2A.Hosting;

/// <summary>What the card decides before a handler is asked. Pure.</summary>
internal static class RequestGate
{
    public static void CheckCapability(AgentCard card, CardRequirement requirement)
    {
        var capabilities = card.Capabilities;
        switch (requirement)
        {
            case CardRequirement.Streaming when capabilities.Streaming is not true:
                throw new A2AException(
                    "This agent does not stream. Use SendMessage and GetTask.", A2AErrorCode.UnsupportedOperation);
            case CardRequirement.PushNotifications when capabilities.PushNotifications is not true:
                throw Standard(A2AErrorCode.PushNotificationNotSupported);
            case CardRequirement.ExtendedAgentCard when capabilities.ExtendedAgentCard is not true:
                throw new A2AException("This agent has no extended card.", A2AErrorCode.UnsupportedOperation);
            default:
                return;
        }
    }

    public static void CheckExtensions(AgentCard card, A2ACallContext context)
    {
        foreach (var extension in card.Capabilities.Extensions ?? [])
        {
            if (extension is { Required: true, Uri: { } uri } &&
                !context.RequestedExtensions.Contains(uri, StringComparer.Ordinal))
            {
                throw new A2AException(
                    $"This agent requires the extension {uri}. Name it in the A2A-Extensions header.",
                    A2AErrorCode.ExtensionSupportRequired);
            }
        }
    }

    public static void CheckMessage(AgentCard card, SendMessageRequest request)
    {
        if (request.Configuration?.TaskPushNotificationConfig is not null)
        {
            CheckCapability(card, CardRequirement.PushNotifications);
        }

        foreach (var part in request.Message.Parts)
        {
            var mediaType = string.IsNullOrEmpty(part.MediaType) ? ImpliedMediaType(part) : part.MediaType;
            if (mediaType is not null && !Accepts(card, mediaType))
            {
                throw new A2AException(
                    "The message has a part of a media type that this agent does not accept. See the card's input modes.",
                    A2AErrorCode.ContentTypeNotSupported);
            }
        }
    }

    public static A2AException InvalidParams(IReadOnlyList<FieldViolation> violations) =>
        new(A2AErrorMapping.Of(A2AErrorCode.InvalidParams).DefaultMessage, A2AErrorCode.InvalidParams, violations);

    public static A2AException Standard(A2AErrorCode code) => new(A2AErrorMapping.Of(code).DefaultMessage, code);

    private static string? ImpliedMediaType(Part part) => part.ContentCase switch
    {
        PartContentCase.Text => "text/plain",
        PartContentCase.Data => "application/json",
        _ => null,
    };

    private static bool Accepts(AgentCard card, string mediaType)
    {
        if (Accepts(card.DefaultInputModes, mediaType))
        {
            return true;
        }

        foreach (var skill in card.Skills)
        {
            if (skill.InputModes is { } modes && Accepts(modes, mediaType))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Accepts(IReadOnlyList<string> modes, string mediaType)
    {
        foreach (var mode in modes)
        {
            if (Matches(mode, mediaType))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string mode, string mediaType)
    {
        var bare = mediaType.AsSpan(0, mediaType.IndexOf(';') is >= 0 and var end ? end : mediaType.Length).Trim();
        return mode is "*" or "*/*" ||
            bare.Equals(mode, StringComparison.OrdinalIgnoreCase) ||
            (mode.EndsWith("/*", StringComparison.Ordinal) &&
                bare.StartsWith(mode.AsSpan(0, mode.Length - 1), StringComparison.OrdinalIgnoreCase));
    }
}
