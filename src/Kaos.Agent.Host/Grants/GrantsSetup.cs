using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Host.Clusters;
using Kaos.Kubernetes.Client;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Grants;

internal static class GrantsSetup
{
    /// <summary>
    /// Brokers of section <c>Grants</c>; where none is named, everything stays with KAOS's own rights.
    /// </summary>
    public static IServiceCollection AddKaosGrants(
        this IServiceCollection services, IConfiguration configuration, ChosenCluster chosen)
    {
        var section = configuration.GetSection(GrantsOptions.Section);
        if (section["Broker"] is null && !section.GetSection("Brokers").GetChildren().Any())
        {
            return services;
        }

        services.AddSingleton<IValidateOptions<GrantsOptions>, GrantsOptionsValidator>();
        services.AddOptions<GrantsOptions>().BindConfiguration(GrantsOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<OwnRights>();
        services.AddSingleton<IGrants>(static provider => ActivatorUtilities.CreateInstance<BrokerGrants>(
            provider, BrokerWire.Client(provider.GetRequiredService<IOptions<GrantsOptions>>().Value)));
        // The same server, trusted alike; only who asks is another.
        services.AddSingleton<GrantedClients>(provider => (cluster, credentials) =>
            cluster.Equals(chosen.Connection.Name, StringComparison.OrdinalIgnoreCase)
                ? new KubernetesClient(
                    chosen.Connection with { Credentials = credentials }, new KubernetesClientOptions(),
                    provider.GetRequiredService<TimeProvider>())
                : null);
        return services;
    }
}
