using Kaos.Agent.Grains;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Decisions;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Agent.Host.Clusters;
using Kaos.Agent.Host.Edges;
using Kaos.Agent.Host.Grants;
using Kaos.Agent.Host.Health;
using Kaos.Agent.Host.Notify;
using Kaos.Agent.Host.Observability;
using Kaos.Agent.Host.Storage;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Service;

/// <summary>The composition root: what the service is made of.</summary>
internal static class KaosService
{
    private const string DefaultAddress = "http://127.0.0.1:8080";

    /// <param name="change">Last word on what the service is made of; null leaves it as it is.</param>
    public static async Task<WebApplication> BuildAsync(
        string[] args, CancellationToken cancellationToken, Action<IServiceCollection>? change = null)
    {
        CommandLineSettings.Check(args);
        var builder = WebApplication.CreateSlimBuilder(args);
        AddressCheck.Check(builder.Configuration["urls"] is { Length: > 0 } urls ? urls : DefaultAddress);
        var settings = ClusterSettings.Read(builder.Configuration);

        // The practice cluster starts while the rest is put together.
        var choosing = new ClusterChoice(settings, Environment.GetEnvironmentVariable, TimeProvider.System).ChooseAsync(
            cancellationToken);
        builder.AddAddress().AddQuietLogging().AddKaosTelemetry();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddKaosStorage(builder.Configuration, settings);
        var chosen = await choosing;
        builder.Services.AddKaosClusters(chosen, settings);
        builder.Services.AddKaosGrants(builder.Configuration, chosen);
        builder.Services.AddKaosGrains();
        builder.Services.AddKaosGate(builder.Configuration, settings);
        builder.Services.AddKaosEdges();
        builder.Services.AddOptions<NotifyOptions>().BindConfiguration(NotifyOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<NotifyOptions>, NotifyOptionsValidator>();
        builder.Services.AddHostedService<Notifier>();
        builder.Services.AddSingleton<IReadiness, LogReadiness>();
        builder.Services.AddSingleton<IReadiness, ClusterReadiness>();
        builder.Services.AddSingleton<Announcement>();
        builder.Services.AddHostedService<Settling>();
        change?.Invoke(builder.Services);
        return builder.Build().MapKaosEdges();
    }

    private static WebApplicationBuilder AddAddress(this WebApplicationBuilder builder)
    {
        var named = builder.Configuration["urls"] ?? builder.Configuration["http_ports"]
            ?? builder.Configuration["Kestrel:Endpoints:Http:Url"];
        if (string.IsNullOrEmpty(named))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    private static WebApplicationBuilder AddQuietLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("ModelContextProtocol", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(static console => console.SingleLine = true);
        return builder;
    }

    private static void AddKaosStorage(
        this IServiceCollection services, IConfiguration configuration, ClusterSettings settings)
    {
        services.Configure<StorageOptions>(configuration.GetSection("Storage"));
        services.Configure<StorageOptions>(storage => storage.Path = settings.Data.Path);
        services.AddSqliteStorage();
    }

    private static void AddKaosGate(
        this IServiceCollection services, IConfiguration configuration, ClusterSettings settings)
    {
        services.Configure<DriverOptions>(configuration.GetSection("Driver"));
        services.Configure<GateOptions>(gate =>
        {
            gate.PolicyFile = configuration["Policy:Path"];
            gate.WorkflowFolder = configuration["Workflows:Path"];
            gate.DecisionNamespace = configuration["Decisions:Namespace"] ?? gate.DecisionNamespace;
        });
        services.Configure<GitOpsOptions>(gitOps => gitOps.Folder = Path.Combine(settings.Data.Path, "repositories"));
        services.Configure<GitOpsOptions>(configuration.GetSection("GitOps"));
        services.AddKaosGate().AddKaosDecisions();
    }
}
