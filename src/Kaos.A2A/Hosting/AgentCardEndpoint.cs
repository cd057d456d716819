using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kaos.A2A.Hosting;

/// <summary>Serves the card, with validators, so that a client asks again cheaply.</summary>
internal static class AgentCardEndpoint
{
    public static async Task HandleAsync(HttpContext http, A2AEdge edge, AgentCardDocuments documents)
    {
        var document = documents.Of(edge.Card(http), Form(http.Request, edge.Options));
        var response = http.Response;
        var seconds = (int)edge.Options.CardMaxAge.TotalSeconds;
        response.Headers.CacheControl = $"public, max-age={seconds.ToString(CultureInfo.InvariantCulture)}";
        response.Headers.ETag = document.ETag;
        response.Headers.LastModified = HeaderUtilities.FormatDate(document.LastModified);
        response.Headers.Vary = CallNegotiation.VersionHeader;
        if (IsFresh(http.Request, document))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = document.Body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.BodyWriter.WriteAsync(document.Body, http.RequestAborted);
        }
    }

    /// <summary>
    /// Readers of 0.3 send no version; where they are served, no version gets them a card that both can read.
    /// </summary>
    private static AgentCardForm Form(HttpRequest request, A2AOptions options) =>
        !options.V03 ? AgentCardForm.V1 : CallNegotiation.RequestedVersion(request) switch
        {
            ProtocolVersions.V03 => AgentCardForm.V03,
            null => AgentCardForm.Blend,
            _ => AgentCardForm.V1,
        };

    /// <summary>RFC 9110: the entity tag decides when one was sent, the date only otherwise.</summary>
    private static bool IsFresh(HttpRequest request, AgentCardDocument document)
    {
        var headers = request.GetTypedHeaders();
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            var current = new EntityTagHeaderValue(document.ETag);
            return headers.IfNoneMatch.Any(tag =>
                tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
        }

        return headers.IfModifiedSince is { } since && document.LastModified <= since;
    }
}
