using Kaos.A2A.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Kaos.A2A.ConformanceHost;

/// <summary>
/// The protocol library with an agent that plays a script: what a conformance suite or a client test runs against.
/// </summary>
public static class ConformanceApp
{
    /// <param name="args">Switches of <see cref="ConformanceSettings"/>, and the server's own.</param>
    /// <param name="time">What the scripts wait by; the system's when null.</param>
    public static WebApplication Create(string[] args, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // Where it may log, the server makes an activity and a log scope for every request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        var settings = builder.Configuration.Get<ConformanceSettings>() ?? new ConformanceSettings();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddA2AAgent<ScriptedAgent>(
            options =>
            {
                AgentCard? card = null;
                options.Card = http => card ??= ConformanceCard.Create(settings, Address(http.RequestServices));
                options.V03 = settings.V03;
                options.AllowMissingVersion = settings.AllowMissingVersion;
            },
            options =>
            {
                options.AllowAnonymousExtendedCard = true;
                options.FinishedTasks = settings.FinishedTasks;
                options.Push.AllowHttp = true;
                options.Push.AllowPrivateAddresses = true;
                options.ExtendedCard = _ => settings.ExtendedCard ? ConformanceCard.Extended(settings) : null;
            });

        var app = builder.Build();
        app.MapAgentCard();
        app.MapA2AJsonRpc("/rpc");
        app.MapA2AHttpJson();
        return app;
    }

    private static string Address(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? "http://127.0.0.1";
}
