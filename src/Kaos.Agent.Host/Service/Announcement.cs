using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Clusters;
using Kaos.Agent.Host.Grants;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Service;

/// <summary>The line at start-up: which cluster, what KAOS may do there, where to look next.</summary>
internal sealed partial class Announcement(
    ChosenCluster cluster, IOptions<AuthOptions> auth, IOptions<GrantsOptions> grants, ILogger<Announcement> logger)
{
    public void Tell(string address)
    {
        LogServing(address, cluster.Connection.Name, cluster.Why, cluster.May);
        if (auth.Value is { Loopback: LoopbackTrusts.Off, KeysFile: null })
        {
            LogNobody();
        }

        foreach (var broker in grants.Value.Plain)
        {
            LogPlain(broker);
        }
    }

    [LoggerMessage(3101, LogLevel.Information,
        "KAOS at {Address} works on {Cluster} ({Why}); it may {May}. Next: {Address}/v1/incidents, or: kaos ask \"What is wrong?\"")]
    private partial void LogServing(string address, string cluster, string why, string may);

    [LoggerMessage(3102, LogLevel.Warning,
        "Nobody can call: Auth:Loopback is off and there is no Auth:KeysFile. Name a key file to let callers in")]
    private partial void LogNobody();

    [LoggerMessage(3103, LogLevel.Warning,
        "The broker {Broker} is asked without TLS (Grants:AllowHttp): tokens can be read on that wire")]
    private partial void LogPlain(Uri broker);
}
