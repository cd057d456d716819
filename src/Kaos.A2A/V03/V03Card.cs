using System.Text.Json;
using Kaos.A2A.Json;

namespace Kaos.A2A.V03;

/// <summary>
/// The card for readers of 0.3; or a blend, a 1.0 card with what they need added. A blend is not valid 1.0 by the
/// letter,
/// but readers of 0.3 send no version header, so it is all that they would ever see.
/// </summary>
internal static class V03Card
{
    public static byte[] Serialize(AgentCard card, bool isBlend)
    {
        using var buffer = PooledBuffer.Rent();
        using (var writer = new Utf8JsonWriter(buffer, A2AJson.WriterOptions))
        {
            Write(writer, card, isBlend);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, AgentCard card, bool isBlend)
    {
        using var document = JsonDocument.Parse(A2AJson.Serialize(card));
        writer.WriteStartObject();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            // The signature is of the 1.0 card; over anything more it would not verify.
            if (isBlend ? member.Name is not ("securitySchemes" or "signatures") : IsAlikeInBoth(member.Name))
            {
                member.WriteTo(writer);
            }
        }

        WriteAddresses(writer, card);
        writer.WriteBoolean("supportsAuthenticatedExtendedCard"u8, card.Capabilities.ExtendedAgentCard is true);
        WriteSchemes(writer, card, isBlend);
        if (card.SecurityRequirements is { Count: > 0 } requirements)
        {
            WriteRequirements(writer, requirements);
        }

        if (!isBlend)
        {
            WriteCapabilities(writer, card.Capabilities);
            WriteSkills(writer, card.Skills);
        }

        writer.WriteEndObject();
    }

    private static bool IsAlikeInBoth(string member) =>
        member is "name" or "description" or "version" or "provider" or "documentationUrl" or "iconUrl"
            or "defaultInputModes" or "defaultOutputModes";

    private static void WriteAddresses(Utf8JsonWriter writer, AgentCard card)
    {
        var old = card.SupportedInterfaces
            .Where(one => string.Equals(one.ProtocolVersion, ProtocolVersions.V03, StringComparison.Ordinal))
            .ToList();
        var all = old.Count > 0 ? old : [.. card.SupportedInterfaces.Where(IsJsonRpc)];
        writer.WriteString("protocolVersion"u8, "0.3.0"u8);
        if (all.Count == 0)
        {
            return;
        }

        writer.WriteString("url"u8, all[0].Url);
        writer.WriteString("preferredTransport"u8, all[0].ProtocolBinding);
        writer.WriteStartArray("additionalInterfaces"u8);
        foreach (var one in all)
        {
            writer.WriteStartObject();
            writer.WriteString("url"u8, one.Url);
            writer.WriteString("transport"u8, one.ProtocolBinding);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static bool IsJsonRpc(AgentInterface one) =>
        string.Equals(one.ProtocolBinding, ProtocolBindings.JsonRpc, StringComparison.Ordinal);

    private static void WriteCapabilities(Utf8JsonWriter writer, AgentCapabilities capabilities)
    {
        writer.WriteStartObject("capabilities"u8);
        writer.WriteBoolean("streaming"u8, capabilities.Streaming is true);
        writer.WriteBoolean("pushNotifications"u8, capabilities.PushNotifications is true);
        if (capabilities.Extensions is { Count: > 0 } extensions)
        {
            writer.WritePropertyName("extensions"u8);
            JsonSerializer.Serialize(writer, extensions, A2AJsonContext.Default.IReadOnlyListAgentExtension);
        }

        writer.WriteEndObject();
    }

    private static void WriteSkills(Utf8JsonWriter writer, IReadOnlyList<AgentSkill> skills)
    {
        writer.WriteStartArray("skills"u8);
        foreach (var skill in skills)
        {
            writer.WriteStartObject();
            using var document = JsonDocument.Parse(
                JsonSerializer.SerializeToUtf8Bytes(skill, A2AJsonContext.Default.AgentSkill));
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name is not "securityRequirements")
                {
                    member.WriteTo(writer);
                }
            }

            if (skill.SecurityRequirements is { Count: > 0 } requirements)
            {
                WriteRequirements(writer, requirements);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRequirements(Utf8JsonWriter writer, IReadOnlyList<SecurityRequirement> requirements)
    {
        writer.WriteStartArray("security"u8);
        foreach (var requirement in requirements)
        {
            writer.WriteStartObject();
            foreach (var (name, scopes) in requirement.Schemes)
            {
                writer.WriteStartArray(name);
                foreach (var scope in scopes.List ?? [])
                {
                    writer.WriteStringValue(scope);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSchemes(Utf8JsonWriter writer, AgentCard card, bool isBlend)
    {
        if (card.SecuritySchemes is not { Count: > 0 } schemes)
        {
            return;
        }

        writer.WriteStartObject("securitySchemes"u8);
        foreach (var (name, scheme) in schemes)
        {
            using var document = JsonDocument.Parse(
                JsonSerializer.SerializeToUtf8Bytes(scheme, A2AJsonContext.Default.SecurityScheme));
            writer.WriteStartObject(name);
            foreach (var form in document.RootElement.EnumerateObject())
            {
                if (isBlend)
                {
                    form.WriteTo(writer);
                }

                writer.WriteString("type"u8, OldType(form.Name));
                foreach (var member in form.Value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name is "location" ? "in" : member.Name);
                    member.Value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string OldType(string form) => form switch
    {
        "apiKeySecurityScheme" => "apiKey",
        "httpAuthSecurityScheme" => "http",
        "oauth2SecurityScheme" => "oauth2",
        "openIdConnectSecurityScheme" => "openIdConnect",
        _ => "mutualTLS",
    };
}
