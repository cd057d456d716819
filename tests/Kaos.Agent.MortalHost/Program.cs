using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Cli;
using Kaos.Agent.Host.Storage;
using Kaos.Agent.MortalHost;

// The real service with one difference: see DoomedLog.
var killAt = Environment.GetEnvironmentVariable("KAOS_TEST_KILL_AT")
    ?? throw new InvalidOperationException("Set KAOS_TEST_KILL_AT to an event's name or to a number of events.");
var terminal = Terminal.Of(Console.Out, Console.Error, redirected: true);

return await ServeVerb.RunAsync(args, terminal, CancellationToken.None, services => services
    .AddSingleton<SqliteLog>()
    .AddSingleton<IEventLog>(provider => new DoomedLog(provider.GetRequiredService<SqliteLog>(), killAt)));
