using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Objects;

/// <summary>One text per value: members sorted by ordinal name, no white space. What hashes are taken over.</summary>
internal static class CanonicalJson
{
    public static string Hash(JsonNode node) => Hash(Encoding.UTF8.GetBytes(Sorted(node)?.ToJsonString() ?? "null"));

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
