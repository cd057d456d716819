using System.Security.Cryptography;

namespace Kaos.A2A.Server;

/// <summary>
/// Ids of 128 unguessable bits. Random bytes are taken from the system many at a time: a call for each id is slow.
/// </summary>
internal static class RandomIds
{
    private const int BytesOfId = 16;

    [ThreadStatic]
    private static byte[]? bytes;

    [ThreadStatic]
    private static int used;

    public static string Next()
    {
        var pool = bytes ??= new byte[64 * BytesOfId];
        if (used % pool.Length == 0)
        {
            RandomNumberGenerator.Fill(pool);
            used = 0;
        }

        used += BytesOfId;
        return Convert.ToHexStringLower(pool.AsSpan(used - BytesOfId, BytesOfId));
    }
}
