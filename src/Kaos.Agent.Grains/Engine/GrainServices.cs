using Kaos.Agent.Grains.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Grains.Engine;

public static class GrainServices
{
    /// <summary>
    /// The embedded engine with its outbox and deadline loops. Needs a log (<see cref="AddInMemoryLog"/> or a durable
    /// one) and the grain kinds.
    /// </summary>
    public static IServiceCollection AddEmbeddedGrains(this IServiceCollection services)
    {
        services.AddOptions<EngineOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<EngineOptions>>().Value);
        services.TryAddSingleton(provider => new EmbeddedGrains(
            provider.GetServices<GrainBinding>(),
            provider.GetRequiredService<IEventLog>(),
            provider.GetRequiredService<IDeadlines>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<EngineOptions>(),
            provider.GetServices<ICommitListener>,
            provider.GetRequiredService<ILogger<EmbeddedGrains>>(),
            provider.GetService<IFoldCheckpoints>()));
        services.TryAddSingleton<IGrains>(static provider => provider.GetRequiredService<EmbeddedGrains>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxDispatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DeadlineLoop>());
        return services;
    }

    public static IServiceCollection AddGrainKind<TKind, TState, TCommand, TEvent>(this IServiceCollection services)
        where TKind : class, IGrainKind<TState, TCommand, TEvent>
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        services.TryAddSingleton<TKind>();
        services.AddSingleton(static provider => GrainBinding.Of(provider.GetRequiredService<TKind>()));
        return services;
    }

    public static IServiceCollection AddCommitListener<TListener>(this IServiceCollection services)
        where TListener : class, ICommitListener
    {
        services.TryAddSingleton<TListener>();
        services.AddSingleton<ICommitListener>(static provider => provider.GetRequiredService<TListener>());
        return services;
    }

    /// <summary>A log that is gone with the process.</summary>
    public static IServiceCollection AddInMemoryLog(this IServiceCollection services)
    {
        services.TryAddSingleton<InMemoryLog>();
        services.TryAddSingleton<IEventLog>(static provider => provider.GetRequiredService<InMemoryLog>());
        services.TryAddSingleton(static provider => provider.GetRequiredService<InMemoryLog>().Outbox);
        services.TryAddSingleton(static provider => provider.GetRequiredService<InMemoryLog>().Deadlines);
        services.TryAddSingleton(static provider => provider.GetRequiredService<InMemoryLog>().Views);
        services.TryAddSingleton<IBlobs>(static provider =>
            new InMemoryBlobs(log: provider.GetRequiredService<InMemoryLog>()));
        return services;
    }
}
