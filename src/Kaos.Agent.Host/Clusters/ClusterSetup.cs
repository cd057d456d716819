using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Telemetry;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Informers;

namespace Kaos.Agent.Host.Clusters;

internal static class ClusterSetup
{
    /// <summary>The cluster that was chosen: its client, its live copy, and what watches it.</summary>
    public static IServiceCollection AddKaosClusters(
        this IServiceCollection services, ChosenCluster chosen, ClusterSettings settings)
    {
        services.AddSingleton(chosen);
        services.AddSingleton(provider => new KubernetesClient(
            chosen.Connection, new KubernetesClientOptions(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => Live(
            provider.GetRequiredService<KubernetesClient>(), settings.Prometheus, settings.Alertmanager, provider));
        // A tenant is a namespace until a policy says otherwise.
        services.AddSingleton(provider => new OtherContexts(
            chosen, client => Live(client, null, null, provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IClusters>(static provider => new ClusterList(
            [provider.GetRequiredService<LiveCluster>()], static (_, @namespace) =>
                @namespace, provider.GetRequiredService<OtherContexts>()));
        services.AddSingleton<ClusterClients>(static provider =>
        {
            var client = provider.GetRequiredService<KubernetesClient>();
            var others = provider.GetRequiredService<OtherContexts>();
            return name =>
                name.Equals(client.ClusterName, StringComparison.OrdinalIgnoreCase) ? client : others.Client(name);
        });
        services.AddSingleton<IIntake, SentenceIntake>();
        services.Configure<GateOptions>(gate =>
        {
            if (chosen.IsPractice)
            {
                gate.PracticeClusters.Add(chosen.Connection.Name);
            }
        });
        services.AddHostedService<WatchService>();
        services.AddHostedService<FirstLook>();
        return services;
    }

    public static LiveCluster Live(
        KubernetesClient client, string? prometheus, string? alertmanager, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return new LiveCluster(
            client,
            new ClusterCache(
                client,
                new InformerOptions
                {
                    CustomPoll = TimeSpan.FromMinutes(1),
                    ControlPlanePoll = TimeSpan.FromSeconds(30),
                },
                time),
            provider.GetRequiredService<IBlobs>(),
            new HttpClient(),
            new LiveClusterOptions
            {
                PrometheusUrl = prometheus is null ? null : new Uri(prometheus),
                AlertmanagerUrl = alertmanager is null ? null : new Uri(alertmanager),
            },
            time,
            provider.GetRequiredService<ILogger<LiveCluster>>(),
            provider.GetService<KaosTelemetry>());
    }
}
