using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Engine;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kaos.Agent.Grains.Maturing;

public static class MaturityServices
{
    /// <summary>
    /// Incident classes and kill switches, and the desks for them and for grants. Needs the embedded grains and a log.
    /// </summary>
    public static IServiceCollection AddKaosMaturity(this IServiceCollection services)
    {
        services.AddGrainKind<ClassKind, ClassState, ClassCommand, ClassEvent>()
            .AddGrainKind<SwitchKind, SwitchView, SwitchCommand, SwitchEvent>()
            .TryAddSingleton<IMaturityDesk, MaturityDesk>();
        services.TryAddSingleton<IGrantDesk, GrantDesk>();
        return services;
    }
}
