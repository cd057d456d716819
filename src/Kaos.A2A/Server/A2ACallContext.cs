using System.Security.Claims;

namespace Kaos.A2A.Server;

/// <summary>Who calls, and what was agreed for this call.</summary>
public sealed record A2ACallContext
{
    internal static readonly ClaimsPrincipal Anonymous = new(new ClaimsIdentity());

    /// <summary>The caller as ASP.NET Core knows it; unauthenticated when no authentication runs.</summary>
    public ClaimsPrincipal User { get; init; } = Anonymous;

    /// <summary>
    /// The caller as the application knows it: what <c>A2AOptions.ResolveCaller</c> made of the HTTP request.
    /// </summary>
    public object? Caller { get; init; }

    /// <summary>Negotiated protocol version, one of <see cref="ProtocolVersions"/>.</summary>
    public string Version { get; init; } = ProtocolVersions.V1;

    /// <summary>The binding of this call, one of <see cref="ProtocolBindings"/>.</summary>
    public string Binding { get; init; } = ProtocolBindings.JsonRpc;

    /// <summary>Extension URIs that the client asked for, known or not.</summary>
    public IReadOnlyList<string> RequestedExtensions { get; init; } = [];

    /// <summary>Those of them that the agent card declares; they are echoed in the reply.</summary>
    public IReadOnlyList<string> ActiveExtensions { get; init; } = [];

    /// <summary>The id of the last event that a reconnecting client has seen; null on a first connection.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Tenant from the request or from the path; null when none was given.</summary>
    public string? Tenant { get; init; }
}
