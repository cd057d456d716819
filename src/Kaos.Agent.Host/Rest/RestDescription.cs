using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Kaos.Agent.Host.Rest;

/// <summary>What the OpenAPI document says besides the routes.</summary>
internal static class RestDescription
{
    private const string SchemeName = "bearer";

    public static Task Apply(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "KAOS",
            Version = "v1",
            Description =
                "Incidents, sessions, signals, choices and approvals. Problems are RFC 9457 with 'code' and 'next'.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[SchemeName] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer"
        };
        document.Security ??= [];
        document.Security.Add(
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] });
        return Task.CompletedTask;
    }
}
