using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Grains.Triage;
using Kaos.Agent.Grains.Workflows;
using Kaos.Kubernetes.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Grains.Gate;

public static class GateServices
{
    /// <summary>
    /// Catalog, planner, gate and verifier. Needs <see cref="IClusters"/>, <see cref="IViews"/>, <see cref="IBlobs"/>
    /// and a <see cref="ClusterClients"/>; the gate keeps the clients' write side to itself.
    /// </summary>
    public static IServiceCollection AddKaosGate(this IServiceCollection services)
    {
        services.AddOptions<GateOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<GitOpsOptions>, GitOpsOptionsValidator>());
        services.AddOptions<GitOpsOptions>().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOptions<GateOptions>>().Value);
        services.TryAddSingleton(static provider =>
            WorkflowCatalog.Load(provider.GetRequiredService<GateOptions>().WorkflowFolder));
        services.TryAddSingleton<ClassTable>();
        services.TryAddSingleton<IMaturity>(static provider => provider.GetRequiredService<ClassTable>());
        services.TryAddSingleton<ITrackRecord>(static provider => provider.GetRequiredService<ClassTable>());
        services.TryAddSingleton<ISwitches, SwitchTable>();
        services.TryAddSingleton<IActionHistory, LoggedActions>();
        services.TryAddSingleton<IClusterWriters>(static provider =>
            new ClientWriters(provider.GetRequiredService<ClusterClients>()));
        services.TryAddSingleton(static provider =>
            new PolicyFile(
                provider.GetRequiredService<GateOptions>().PolicyFile, provider.GetRequiredService<TimeProvider>(),
                provider.GetService<ILogger<PolicyFile>>()));
        services.TryAddSingleton<IPolicyDesk, PolicyDesk>();
        services.TryAddEnumerable(Guardrails);
        services.TryAddSingleton<IConfigMapVersions, SeenConfigMaps>();
        services.TryAddSingleton<EarlierVersion>();
        services.TryAddSingleton<IGrants, OwnRights>();
        services.TryAddSingleton<GrantedClients>(static _ => static (_, _) => null);
        services.TryAddSingleton<GrantedWriters>();
        services.TryAddSingleton<GateJudge>();
        services.TryAddSingleton<IGate, WriteGate>();
        services.TryAddSingleton(static provider =>
            new PullRequests(
                provider.GetRequiredService<IOptions<GitOpsOptions>>().Value,
                provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<PullRequestPlans>();
        services.TryAddSingleton<OperatorPlans>();
        services.TryAddSingleton<PlanMaker>();
        services.TryAddSingleton<IPlanner, Planner>();
        services.TryAddSingleton<Troubles>();
        services.TryAddSingleton<IVerifier, Verifier>();
        return services;
    }

    private static ServiceDescriptor[] Guardrails { get; } =
    [
        ServiceDescriptor.Singleton<IGuardrail, TypedActionRule>(),
        ServiceDescriptor.Singleton<IGuardrail, NeverList>(),
        ServiceDescriptor.Singleton<IGuardrail, KillSwitchRule>(),
        ServiceDescriptor.Singleton<IGuardrail, PolicyReadableRule>(),
        ServiceDescriptor.Singleton<IGuardrail, EntitlementRule>(),
        ServiceDescriptor.Singleton<IGuardrail, AllowedRule>(),
        ServiceDescriptor.Singleton<IGuardrail, BlastRadiusRule>(),
        ServiceDescriptor.Singleton<IGuardrail, WindowRule>(),
        ServiceDescriptor.Singleton<IGuardrail, CoolDownRule>(),
        ServiceDescriptor.Singleton<IGuardrail, AttemptsRule>(),
        ServiceDescriptor.Singleton<IGuardrail, StormRule>(),
        ServiceDescriptor.Singleton<IGuardrail, MonitorRule>(),
        ServiceDescriptor.Singleton<IGuardrail, MaturityRule>(),
        ServiceDescriptor.Singleton<IGuardrail, PlanHashRule>(),
        ServiceDescriptor.Singleton<IGuardrail, ReadSetRule>(),
        ServiceDescriptor.Singleton<IGuardrail, ApprovalRule>(),
    ];

    private sealed class ClientWriters(ClusterClients clients) : IClusterWriters
    {
        public IKubernetesWriter? For(string cluster) => clients(cluster) as IKubernetesWriter;

        public IKubernetesReader? ReaderFor(string cluster) => clients(cluster);
    }
}

/// <summary>
/// The client of a cluster, by name; null when there is none. The host hands over the clients that it made; only the
/// gate uses what of them can write.
/// </summary>
public delegate IKubernetesReader? ClusterClients(string cluster);
