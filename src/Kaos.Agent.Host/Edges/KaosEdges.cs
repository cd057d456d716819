using Kaos.Agent.Host.A2A;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Health;
using Kaos.Agent.Host.Mcp;
using Kaos.Agent.Host.Problems;
using Kaos.Agent.Host.Rest;

namespace Kaos.Agent.Host.Edges;

/// <summary>Everything that others reach KAOS by. What stands behind it is one desk.</summary>
internal static class KaosEdges
{
    public static IServiceCollection AddKaosEdges(this IServiceCollection services) =>
        services.AddKaosCallers().AddKaosRest().AddKaosA2A().AddKaosMcp();

    public static WebApplication MapKaosEdges(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseKaosCallers();
        app.MapKaosHealth();
        app.MapKaosRest();
        app.MapKaosA2A();
        app.MapKaosMcp();
        return app;
    }
}
