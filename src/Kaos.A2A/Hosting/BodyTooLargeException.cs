namespace Kaos.A2A.Hosting;

/// <summary>A body above the limit: HTTP 413 in either binding, which no A2A error code stands for.</summary>
internal sealed class BodyTooLargeException(int maxBytes)
    : Exception($"The request body is larger than {maxBytes} bytes. Send less, or pass large content by url.");
