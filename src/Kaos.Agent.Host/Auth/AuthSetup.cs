using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Auth;

internal static class AuthSetup
{
    public static IServiceCollection AddKaosCallers(this IServiceCollection services)
    {
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>());
        services.TryAddSingleton<Callers>();
        return services;
    }

    public static IApplicationBuilder UseKaosCallers(this IApplicationBuilder app) =>
        app.UseMiddleware<CallerMiddleware>();
}
