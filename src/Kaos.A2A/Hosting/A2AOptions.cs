using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;

namespace Kaos.A2A.Hosting;

/// <summary>How the protocol is served.</summary>
public sealed class A2AOptions
{
    /// <summary>Media type of the HTTP+JSON binding in 1.0.1.</summary>
    public const string HttpJsonMediaType = "application/a2a+json";

    /// <summary>
    /// The agent's card, for a given request when its addresses depend on it. Return the same instance for the same
    /// content: what is derived from it (bytes, ETag) is kept per instance.
    /// </summary>
    [Required]
    public Func<HttpContext, AgentCard>? Card { get; set; }

    /// <summary>The caller as the application knows it; becomes <c>A2ACallContext.Caller</c>.</summary>
    public Func<HttpContext, object?>? ResolveCaller { get; set; }

    /// <summary>Largest request body in bytes; a larger one is answered with 413.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxRequestBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>
    /// Serve a request that names no protocol version as 1.0. By the letter (3.6.2) such a request is 0.3, so the
    /// default
    /// is off.
    /// </summary>
    public bool AllowMissingVersion { get; set; }

    /// <summary>Serve clients of protocol 0.3 too: their JSON-RPC methods, and a card that they can read.</summary>
    public bool V03 { get; set; }

    /// <summary>Silence after which a stream sends a comment, so that proxies keep it open.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the card may be cached.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CardMaxAge { get; set; } = TimeSpan.FromMinutes(5);
}
