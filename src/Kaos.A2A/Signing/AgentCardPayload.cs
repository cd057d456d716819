using System.Buffers.Text;
using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.A2A.Json;

namespace Kaos.A2A.Signing;

/// <summary>
/// What a card's signature covers: the card without signatures and without members that say nothing, in canonical
/// form.
/// </summary>
internal static class AgentCardPayload
{
    private static readonly JsonSerializerOptions Sparse = new(A2AJsonContext.Default.Options)
    {
        TypeInfoResolver = A2AJsonContext.Default.WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
            {
                // Proto fields with presence keep an empty value that was set; for all others empty means unset.
                if (!property.IsRequired && property.Name is not ("documentationUrl" or "iconUrl") &&
                    (property.PropertyType == typeof(string) ||
                        property.PropertyType.IsAssignableTo(typeof(IEnumerable))))
                {
                    property.ShouldSerialize = static (_, value) => value is not null and not "" && !IsEmpty(value);
                }
            }
        }),
    };

    /// <summary>ASCII of header and payload, as a JSON Web Signature signs them.</summary>
    public static byte[] SigningInput(string header, AgentCard card) =>
        Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Canonical(card)))}");

    public static string Canonical(AgentCard card)
    {
        var type = (JsonTypeInfo<AgentCard>)Sparse.GetTypeInfo(typeof(AgentCard));
        return CanonicalJson.Write(JsonSerializer.SerializeToElement(card with { Signatures = null }, type));
    }

    private static bool IsEmpty(object value)
    {
        if (value is not IEnumerable items)
        {
            return false;
        }

        foreach (var _ in items)
        {
            return false;
        }

        return true;
    }
}
