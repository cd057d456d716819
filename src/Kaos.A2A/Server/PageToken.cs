using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Kaos.A2A.Server;

/// <summary>
/// The place after which the next page begins: the sort key of the last task shown, so that it survives changes.
/// </summary>
internal readonly record struct PageToken(long Ticks, string Id)
{
    public string Write() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Ticks}:{Id}")));

    /// <exception cref="A2AException">Not a token of ours.</exception>
    public static PageToken? Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        if (Base64Url.IsValid(token) &&
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token))
                .Split(':', 2) is [var ticks, { Length: > 0 } id] &&
            long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new(number, id);
        }

        throw new A2AException(
            "Invalid parameters", A2AErrorCode.InvalidParams, [new("pageToken", "is not a token of this server")]);
    }
}
