using System.Text.Json.Serialization;
using Kaos.Contracts;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Rest;

/// <summary>The REST edge: <c>/v1</c> and its description at <c>/openapi/v1.json</c>.</summary>
internal static class RestEndpoints
{
    public static IServiceCollection AddKaosRest(this IServiceCollection services)
    {
        services.AddOptions<RestOptions>().BindConfiguration(RestOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RestOptions>, RestOptionsValidator>();
        services.AddSingleton<EventStream>();
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, RestJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, KaosJson.Default);
        });
        services.Configure<RouteHandlerOptions>(static routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddOpenApi("v1", static openApi => openApi.AddDocumentTransformer(RestDescription.Apply));
        return services;
    }

    public static IEndpointConventionBuilder MapKaosRest(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var v1 = app.MapGroup("/v1");
        IncidentRoutes.Map(v1);
        SessionRoutes.Map(v1);
        SignalRoutes.Map(v1);
        ApprovalRoutes.Map(v1);
        RequestRoutes.Map(v1);
        WorkflowRoutes.Map(v1);
        TriageRoutes.Map(v1);
        MaturityRoutes.Map(v1);
        GrantRoutes.Map(v1);
        PolicyRoutes.Map(v1);
        HealthCheckRoutes.Map(v1);
        return v1;
    }
}
