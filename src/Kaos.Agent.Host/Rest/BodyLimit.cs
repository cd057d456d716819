using Microsoft.AspNetCore.Http.Metadata;

namespace Kaos.Agent.Host.Rest;

/// <summary>Largest body in bytes that a route reads; more is answered with 413.</summary>
internal sealed record BodyLimit(long Bytes) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => Bytes;
}
