using Kaos.A2A.Json;

namespace Kaos.A2A.Server;

/// <summary>An event that is told to all who watch a task, made into JSON once for all of them.</summary>
internal sealed class SharedEvent(StreamResponse response)
{
    private byte[]? json;

    public StreamResponse Response => response;

    /// <summary>Two that ask at the same time may both make it: the bytes are the same.</summary>
    public ReadOnlySpan<byte> Json => json ??= A2AJson.Serialize(response);
}
