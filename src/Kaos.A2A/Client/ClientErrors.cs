using System.Text.Json;

namespace Kaos.A2A.Client;

/// <summary>Errors from the wire as exceptions, by the same table that writes them.</summary>
internal static class ClientErrors
{
    public static A2AException FromJsonRpc(JsonElement error)
    {
        var code = error.TryGetProperty("code", out var number) && number.TryGetInt32(out var value)
            ? (A2AErrorCode)value
            : A2AErrorCode.InternalError;
        return new A2AException(Message(error), Enum.IsDefined(code) ? code : A2AErrorCode.InternalError);
    }

    public static A2AException FromHttpJson(JsonElement error)
    {
        var reason = Reason(error);
        var code = reason is null
            ? ByStatus(error)
            : Enum.GetValues<A2AErrorCode>().FirstOrDefault(
                known => string.Equals(A2AErrorMapping.Of(known).Reason, reason, StringComparison.Ordinal),
                A2AErrorCode.InternalError);
        return new A2AException(Message(error), code);
    }

    private static string? Reason(JsonElement error)
    {
        if (!error.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var detail in details.EnumerateArray())
        {
            if (detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("reason", out var reason) &&
                reason.ValueKind == JsonValueKind.String)
            {
                return reason.GetString();
            }
        }

        return null;
    }

    private static A2AErrorCode ByStatus(JsonElement error) =>
        error.TryGetProperty("code", out var status) && status.TryGetInt32(out var number) && number is >= 400 and < 500
            ? A2AErrorCode.InvalidParams
            : A2AErrorCode.InternalError;

    private static string Message(JsonElement error) =>
        error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            ? message.GetString() ?? ""
            : "The agent answered an error without a message.";
}
