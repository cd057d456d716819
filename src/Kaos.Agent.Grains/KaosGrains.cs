using Kaos.Agent.Grains.Conversations;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Followers;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Grains.Push;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Conversations;
using Kaos.Contracts.Followers;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Push;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Kaos.Agent.Grains;

public static class KaosGrains
{
    /// <summary>
    /// The grains, the desk and the drivers on the embedded engine. Needs a log, clusters, an intake, and the gate with
    /// its planner and verifier.
    /// </summary>
    public static IServiceCollection AddKaosGrains(this IServiceCollection services)
    {
        services.AddEmbeddedGrains()
            .AddGrainKind<CorrelatorKind, CorrelatorState, CorrelatorCommand, CorrelatorEvent>()
            .AddGrainKind<IncidentKind, IncidentGrainState, IncidentCommand, IncidentEvent>()
            .AddGrainKind<SessionKind, SessionState, SessionCommand, SessionEvent>()
            .AddGrainKind<ConversationKind, ConversationState, ConversationCommand, ConversationEvent>()
            .AddGrainKind<PushKind, PushState, PushCommand, PushEvent>()
            .AddGrainKind<FollowerKind, FollowerState, FollowerCommand, FollowerEvent>()
            .AddGrainKind<HeardTroubleKind, TroubleState, TroubleCommand, TroubleEvent>()
            .AddKaosMaturity()
            .AddCommitListener<DriverHost>();
        services.AddOptions<DriverOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<DriverHost>());
        services.AddHostedService<LeftoverKeeper>();
        services.TryAddSingleton<Troubles>();
        services.TryAddSingleton<IDesk, Desk.Desk>();
        services.TryAddSingleton<IChangeDesk, ChangeDesk>();

        return services;
    }
}
