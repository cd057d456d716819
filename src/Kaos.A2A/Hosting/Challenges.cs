namespace Kaos.A2A.Hosting;

/// <summary>What a card's security schemes say in a WWW-Authenticate header. Pure.</summary>
internal static class Challenges
{
    /// <summary>Null when the card declares no scheme. A scheme that HTTP has no name for is told as Bearer.</summary>
    public static string? Of(AgentCard card) => card.SecuritySchemes is { Count: > 0 } schemes
        ? string.Join(
            ", ", schemes.Values.Select(scheme => scheme.HttpAuthSecurityScheme?.Scheme ?? "Bearer")
                .Distinct(StringComparer.OrdinalIgnoreCase))
        : null;
}
