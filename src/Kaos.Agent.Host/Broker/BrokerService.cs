using Kaos.Agent.Host.Service;
using Kaos.Contracts;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Broker;

/// <summary>The composition root of <c>kaos broker</c>: a process of its own, under an account of its own.</summary>
internal static class BrokerService
{
    public static WebApplication Build(string[] args, ClusterConnection connection)
    {
        CommandLineSettings.Check(args);
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificateSelector = (_, _) =>
                kestrel.ApplicationServices.GetRequiredService<BrokerCertificate>().Current);
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(static console => console.SingleLine = true);
        builder.Services.AddOptions<BrokerOptions>().BindConfiguration(BrokerOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(static json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, KaosJson.Default));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => new KubernetesClient(
            connection, new KubernetesClientOptions { UserAgent = "kaos-broker" },
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<BrokerCertificate>();
        builder.Services.AddSingleton<GrantBook>();
        builder.Services.AddHostedService<SweepLoop>();
        var app = builder.Build();
        BrokerAddresses.Check(
            app.Configuration, app.Services.GetRequiredService<IOptions<BrokerOptions>>().Value,
            app.Services.GetRequiredService<BrokerCertificate>(), app.Logger);
        app.MapBroker();
        return app;
    }
}
