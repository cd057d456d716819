using System.Text.Json;
using Kaos.A2A.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kaos.A2A.Hosting;

/// <summary>Reads a whole JSON body, within a limit.</summary>
internal static class RequestBody
{
    /// <summary>The body's bytes, checked to be readable JSON text; empty when there is none.</summary>
    /// <exception cref="BodyTooLargeException">More than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="A2AException">A media type that is not JSON, or text that is not readable.</exception>
    public static async ValueTask<PooledBuffer> ReadAsync(
        HttpRequest request, int maxBytes, bool isOptional, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            throw new BodyTooLargeException(maxBytes);
        }

        var sizeFeature = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (sizeFeature is { IsReadOnly: false })
        {
            sizeFeature.MaxRequestBodySize = (long)maxBytes + 1;
        }

        var buffer = PooledBuffer.Rent();
        try
        {
            await FillAsync(request, buffer, maxBytes, cancellationToken);
            if (buffer.Written.Length > 0 || !isOptional)
            {
                CheckMediaType(request);
            }

            JsonText.Check(buffer.WrittenSpan);
            return buffer;
        }
        catch (Exception failure)
        {
            buffer.Dispose();
            switch (failure)
            {
                case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                    throw new BodyTooLargeException(maxBytes);
                case BadHttpRequestException or JsonException:
                    throw Unreadable();
                default:
                    throw;
            }
        }
    }

    private static async ValueTask FillAsync(
        HttpRequest request, PooledBuffer buffer, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
            {
                buffer.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (buffer.Written.Length > maxBytes)
            {
                throw new BodyTooLargeException(maxBytes);
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    public static A2AException Unreadable() =>
        new(A2AErrorMapping.Of(A2AErrorCode.ParseError).DefaultMessage, A2AErrorCode.ParseError);

    private static void CheckMediaType(HttpRequest request)
    {
        if (!IsJson(request.ContentType) &&
            !(MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && IsJson(type.MediaType.ToString())))
        {
            throw new A2AException(
                "The request body must be application/json or application/a2a+json.",
                A2AErrorCode.ContentTypeNotSupported);
        }
    }

    private static bool IsJson(string? mediaType) =>
        string.Equals(mediaType, "application/json", StringComparison.OrdinalIgnoreCase) ||
        string.Equals(mediaType, A2AOptions.HttpJsonMediaType, StringComparison.OrdinalIgnoreCase);
}
