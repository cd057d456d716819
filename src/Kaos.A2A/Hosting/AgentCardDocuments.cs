using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Kaos.A2A.Json;
using Kaos.A2A.V03;

namespace Kaos.A2A.Hosting;

/// <summary>
/// The bytes of a card and what caches need to know of them, made once per card instance and version.
/// </summary>
internal sealed class AgentCardDocuments(TimeProvider clock)
{
    private readonly ConditionalWeakTable<AgentCard, ConcurrentDictionary<AgentCardForm, AgentCardDocument>> documents = [];

    public AgentCardDocument Of(AgentCard card, AgentCardForm form) =>
        documents.GetOrCreateValue(card).GetOrAdd(form, Make, card);

    private AgentCardDocument Make(AgentCardForm form, AgentCard card)
    {
        var body = form switch
        {
            AgentCardForm.V03 => V03Card.Serialize(card, isBlend: false),
            AgentCardForm.Blend => V03Card.Serialize(card, isBlend: true),
            _ => A2AJson.Serialize(card),
        };
        var now = clock.GetUtcNow();
        return new AgentCardDocument(
            body,
            $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"",
            now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
    }
}

/// <summary>For whom a card is written.</summary>
internal enum AgentCardForm
{
    V1,
    V03,
    Blend,
}

/// <summary>One representation of a card. LastModified is when this process first had it, in whole seconds.</summary>
internal sealed record AgentCardDocument(byte[] Body, string ETag, DateTimeOffset LastModified);
