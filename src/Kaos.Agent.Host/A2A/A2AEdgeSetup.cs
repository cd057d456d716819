using Kaos.A2A.Hosting;
using Kaos.A2A.Server;
using Kaos.Agent.Host.Auth;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A;

/// <summary>The A2A edge: both bindings at <c>/a2a</c>, the card at its well-known path.</summary>
internal static class A2AEdgeSetup
{
    private const int MaxRequestBytes = 1024 * 1024;

    public static IServiceCollection AddKaosA2A(this IServiceCollection services)
    {
        services.AddOptions<A2AEdgeOptions>().BindConfiguration(A2AEdgeOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<A2AEdgeOptions>, A2AEdgeOptionsValidator>();
        services.AddSingleton<KaosCard>();
        services.AddSingleton<IA2ARequestHandler, KaosA2AHandler>();
        services.AddA2A(static a2a =>
        {
            a2a.ResolveCaller = Caller.Of;
            a2a.MaxRequestBytes = MaxRequestBytes;
        });
        services.AddOptions<A2AOptions>().Configure<KaosCard, IOptions<A2AEdgeOptions>>(static (a2a, card, edge) =>
        {
            a2a.Card = card.For;
            a2a.AllowMissingVersion = edge.Value.AllowMissingVersion;
        });
        return services;
    }

    public static IEndpointConventionBuilder MapKaosA2A(this IEndpointRouteBuilder app)
    {
        app.MapAgentCard().AllowAnonymous();
        app.MapA2AJsonRpc(KaosCard.Path);
        return app.MapA2AHttpJson(KaosCard.Path);
    }
}
