using System.Text.Json.Serialization;

namespace Kaos.A2A;

/// <summary>How callers authenticate: exactly one member is set.</summary>
public sealed record SecurityScheme
{
    public ApiKeySecurityScheme? ApiKeySecurityScheme { get; init; }

    public HttpAuthSecurityScheme? HttpAuthSecurityScheme { get; init; }

    [JsonPropertyName("oauth2SecurityScheme")]
    public OAuth2SecurityScheme? OAuth2SecurityScheme { get; init; }

    public OpenIdConnectSecurityScheme? OpenIdConnectSecurityScheme { get; init; }

    public MutualTlsSecurityScheme? MtlsSecurityScheme { get; init; }
}

public sealed record ApiKeySecurityScheme
{
    public string? Description { get; init; }

    /// <summary><c>query</c>, <c>header</c> or <c>cookie</c>.</summary>
    public required string Location { get; init; }

    public required string Name { get; init; }
}

public sealed record HttpAuthSecurityScheme
{
    public string? Description { get; init; }

    public required string Scheme { get; init; }

    public string? BearerFormat { get; init; }
}

public sealed record OAuth2SecurityScheme
{
    public string? Description { get; init; }

    public required OAuthFlows Flows { get; init; }

    [JsonPropertyName("oauth2MetadataUrl")]
    public string? OAuth2MetadataUrl { get; init; }
}

public sealed record OpenIdConnectSecurityScheme
{
    public string? Description { get; init; }

    public required string OpenIdConnectUrl { get; init; }
}

public sealed record MutualTlsSecurityScheme
{
    public string? Description { get; init; }
}

/// <summary>Exactly one member is set.</summary>
public sealed record OAuthFlows
{
    public OAuthFlow? AuthorizationCode { get; init; }

    public OAuthFlow? ClientCredentials { get; init; }

    public OAuthFlow? DeviceCode { get; init; }

    /// <summary>Deprecated by the protocol.</summary>
    public OAuthFlow? Implicit { get; init; }

    /// <summary>Deprecated by the protocol.</summary>
    public OAuthFlow? Password { get; init; }
}

/// <summary>The addresses of one flow; which are needed depends on the flow.</summary>
public sealed record OAuthFlow
{
    public string? AuthorizationUrl { get; init; }

    public string? DeviceAuthorizationUrl { get; init; }

    public string? TokenUrl { get; init; }

    public string? RefreshUrl { get; init; }

    public required IReadOnlyDictionary<string, string> Scopes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PkceRequired { get; init; }
}

/// <summary>Schemes that must all be met, by name, each with the scopes that are needed.</summary>
public sealed record SecurityRequirement
{
    public required IReadOnlyDictionary<string, StringList> Schemes { get; init; }
}

public sealed record StringList
{
    public IReadOnlyList<string>? List { get; init; }
}
