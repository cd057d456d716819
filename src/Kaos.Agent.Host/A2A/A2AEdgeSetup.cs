using Kaos.A2A.Hosting;
using Kaos.A2A.Push;
using Kaos.A2A.Server;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Host.A2A.Push;
using Kaos.Agent.Host.Auth;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A;

/// <summary>The A2A edge: both bindings at <c>/a2a</c>, the card and its keys at their well-known paths.</summary>
internal static class A2AEdgeSetup
{
    private const int MaxRequestBytes = 1024 * 1024;

    public static IServiceCollection AddKaosA2A(this IServiceCollection services)
    {
        services.AddOptions<A2AEdgeOptions>().BindConfiguration(A2AEdgeOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<A2AEdgeOptions>, A2AEdgeOptionsValidator>();
        services.AddHttpContextAccessor();
        services.AddSingleton<CardKey>();
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
            a2a.V03 = edge.Value.V03;
        });
        return services.AddPush();
    }

    public static IEndpointConventionBuilder MapKaosA2A(this IEndpointRouteBuilder app)
    {
        app.MapAgentCard().AllowAnonymous();
        app.MapGet(CardKey.KeySetPath, static (CardKey key, HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=300";
            return TypedResults.Bytes(key.KeySet(), "application/jwk-set+json");
        }).AllowAnonymous().ExcludeFromDescription();
        app.MapA2AJsonRpc(KaosCard.Path);
        return app.MapA2AHttpJson(KaosCard.Path);
    }

    private static IServiceCollection AddPush(this IServiceCollection services)
    {
        services.AddSingleton(static provider =>
        {
            var push = provider.GetRequiredService<IOptions<A2AEdgeOptions>>().Value.Push;
            return new PushNotificationOptions
            {
                AllowPrivateAddresses = push.AllowPrivate,
                AllowHttp = push.AllowPrivate,
                Timeout = push.Timeout,
            };
        });
        services.AddSingleton<PushNotificationSender>();
        services.AddSingleton<PushSecrets>();
        services.AddSingleton<PushDesk>();
        services.AddCommitListener<PushDelivery>();
        services.AddHostedService(static provider => provider.GetRequiredService<PushDelivery>());
        return services;
    }
}
