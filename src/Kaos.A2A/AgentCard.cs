using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A;

/// <summary>What an agent is, can do, and where it is reached. A required array has at least one element.</summary>
public sealed record AgentCard
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>In order of preference.</summary>
    public required IReadOnlyList<AgentInterface> SupportedInterfaces { get; init; }

    public AgentProvider? Provider { get; init; }

    /// <summary>The agent's own version, not the protocol's.</summary>
    public required string Version { get; init; }

    public string? DocumentationUrl { get; init; }

    public required AgentCapabilities Capabilities { get; init; }

    public IReadOnlyDictionary<string, SecurityScheme>? SecuritySchemes { get; init; }

    public IReadOnlyList<SecurityRequirement>? SecurityRequirements { get; init; }

    /// <summary>Media types that are accepted when a skill does not say otherwise.</summary>
    public required IReadOnlyList<string> DefaultInputModes { get; init; }

    public required IReadOnlyList<string> DefaultOutputModes { get; init; }

    public required IReadOnlyList<AgentSkill> Skills { get; init; }

    public IReadOnlyList<AgentCardSignature>? Signatures { get; init; }

    public string? IconUrl { get; init; }
}

/// <summary>One address of the agent, for one binding and one protocol version.</summary>
public sealed record AgentInterface
{
    /// <summary>Absolute.</summary>
    public required string Url { get; init; }

    /// <summary>One of <see cref="ProtocolBindings"/>, or a URI.</summary>
    public required string ProtocolBinding { get; init; }

    /// <summary>When set, clients send the same value as tenant of every request.</summary>
    public string? Tenant { get; init; }

    /// <summary><c>Major.Minor</c>, see <see cref="ProtocolVersions"/>.</summary>
    public required string ProtocolVersion { get; init; }
}

/// <summary>Names of the standard bindings.</summary>
public static class ProtocolBindings
{
    public const string JsonRpc = "JSONRPC";
    public const string HttpJson = "HTTP+JSON";
    public const string Grpc = "GRPC";
}

/// <summary>Protocol versions as they stand on the wire.</summary>
public static class ProtocolVersions
{
    public const string V1 = "1.0";
    public const string V03 = "0.3";
}

public sealed record AgentProvider
{
    public required string Url { get; init; }

    public required string Organization { get; init; }
}

/// <summary>Optional abilities; an absent one is not offered, and its operations are refused.</summary>
public sealed record AgentCapabilities
{
    public bool? Streaming { get; init; }

    public bool? PushNotifications { get; init; }

    public IReadOnlyList<AgentExtension>? Extensions { get; init; }

    public bool? ExtendedAgentCard { get; init; }
}

public sealed record AgentExtension
{
    public string? Uri { get; init; }

    public string? Description { get; init; }

    /// <summary>Requests that do not name this extension are refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Required { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Params { get; init; }
}

public sealed record AgentSkill
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public IReadOnlyList<string>? Examples { get; init; }

    public IReadOnlyList<string>? InputModes { get; init; }

    public IReadOnlyList<string>? OutputModes { get; init; }

    public IReadOnlyList<SecurityRequirement>? SecurityRequirements { get; init; }
}

/// <summary>A JSON Web Signature over the card without its signatures, in canonical form (RFC 8785).</summary>
public sealed record AgentCardSignature
{
    /// <summary>Base64url of the JWS header.</summary>
    public required string Protected { get; init; }

    /// <summary>Base64url.</summary>
    public required string Signature { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Header { get; init; }
}
