using Kaos.A2A.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kaos.A2A.Hosting;

/// <summary>Registers the protocol; map it with MapA2AJsonRpc, MapA2AHttpJson and MapAgentCard.</summary>
public static class A2AServiceCollectionExtensions
{
    /// <summary>
    /// For an application that implements the operations itself: register its IA2ARequestHandler, too.
    /// </summary>
    public static IServiceCollection AddA2A(this IServiceCollection services, Action<A2AOptions> configure)
    {
        services.AddOptions<A2AOptions>()
            .Configure(configure)
            .Validate(static options => options.Card is not null, "A2AOptions.Card is not set. Set it in AddA2A(…).")
            .Validate(static options => options.MaxRequestBytes > 0, "A2AOptions.MaxRequestBytes must be positive.")
            .Validate(static options => options.KeepAlive > TimeSpan.Zero, "A2AOptions.KeepAlive must be positive.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<KeepAlives>();
        services.TryAddSingleton<A2AEdge>();
        services.TryAddSingleton<AgentCardDocuments>();
        return services;
    }

    /// <summary>
    /// For an agent that writes events to a queue: runs it behind A2AServer, with tasks kept in memory.
    /// </summary>
    /// <typeparam name="TAgent">The agent; one instance serves all calls.</typeparam>
    public static IServiceCollection AddA2AAgent<TAgent>(
        this IServiceCollection services, Action<A2AOptions> configure,
        Action<A2AServerOptions>? configureServer = null)
        where TAgent : class, IAgentHandler
    {
        services.AddA2A(configure);
        services.AddOptions<A2AServerOptions>().Configure(options => configureServer?.Invoke(options));
        services.TryAddSingleton<IAgentHandler, TAgent>();
        services.TryAddSingleton<ITaskStore, InMemoryTaskStore>();
        services.TryAddSingleton<IA2ARequestHandler, A2AServer>();
        return services;
    }
}
