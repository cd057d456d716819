using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kaos.Agent.Grains.Gate.Decisions;

public static class DecisionServices
{
    /// <summary>AgentDecisions in the clusters that have the definition. Needs the grains and the gate.</summary>
    public static IServiceCollection AddKaosDecisions(this IServiceCollection services)
    {
        services.TryAddSingleton<DecisionWriter>();
        services.AddHostedService<DecisionFollower>();
        return services;
    }
}
