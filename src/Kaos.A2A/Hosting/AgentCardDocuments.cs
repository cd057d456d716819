using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Kaos.A2A.Json;

namespace Kaos.A2A.Hosting;

/// <summary>The bytes of a card and what caches need to know of them, made once per card instance.</summary>
internal sealed class AgentCardDocuments(TimeProvider clock)
{
    private readonly ConditionalWeakTable<AgentCard, AgentCardDocument> documents = [];

    public AgentCardDocument Of(AgentCard card) => documents.GetValue(card, Make);

    private AgentCardDocument Make(AgentCard card)
    {
        var body = A2AJson.Serialize(card);
        var now = clock.GetUtcNow();
        return new AgentCardDocument(
            body,
            $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"",
            now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
    }
}

/// <summary>One representation of a card. LastModified is when this process first had it, in whole seconds.</summary>
internal sealed record AgentCardDocument(byte[] Body, string ETag, DateTimeOffset LastModified);
