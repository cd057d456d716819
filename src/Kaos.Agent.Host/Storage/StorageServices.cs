using Kaos.Agent.Grains.Log;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Storage;

internal static class StorageServices
{
    /// <summary>The durable log and everything beside it. Readiness asks <see cref="LogHealth"/>.</summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new SqliteStorage(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteStorage>>()));
        services.TryAddSingleton(static provider => provider.GetRequiredService<SqliteStorage>().Health);
        services.TryAddSingleton<IEventLog, SqliteLog>();
        services.TryAddSingleton<IOutbox, SqliteOutbox>();
        services.TryAddSingleton<IDeadlines, SqliteDeadlines>();
        services.TryAddSingleton<IViews, SqliteViews>();
        services.TryAddSingleton<IBlobs, SqliteBlobs>();
        services.TryAddSingleton<IFoldCheckpoints, SqliteFoldCheckpoints>();
        return services;
    }
}
