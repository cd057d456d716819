using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Sessions;
using Kaos.Kubernetes.Client;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Gate.Decisions;

/// <summary>
/// Writes a session's AgentDecision where the cluster has the definition, and nothing anywhere else. Not an action on
/// anybody's object: KAOS owns what it writes here, by server-side apply and without force, so that no one's word is
/// written over. The kill switch holds for it as for every write.
/// </summary>
internal sealed partial class DecisionWriter(
    IClusterWriters writers, ISwitches switches, GateOptions options, TimeProvider time, ILogger<DecisionWriter> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (bool Served, DateTimeOffset Until)> known = new(StringComparer.Ordinal);

    /// <returns>False: there was nothing to write, or nowhere.</returns>
    /// <exception cref="KubernetesException">The cluster could not be reached or cannot answer now; again
    /// later.</exception>
    public async Task<bool> WriteAsync(SessionState session, CancellationToken cancellationToken)
    {
        if (session.Signal is not { } signal || DecisionObject.Spec(session) is not { } spec
            || writers.For(signal.Cluster) is not { } writer
            || !await IsServedAsync(signal.Cluster, cancellationToken)
            || await switches.StoppedAsync(signal.Tenant, cancellationToken) is not null)
        {
            return false;
        }

        try
        {
            await ApplyAsync(writer, session.Id, KubernetesPatch.Apply(spec.ToJsonString()), cancellationToken);
            await ApplyAsync(
                writer, session.Id,
                KubernetesPatch.Apply(DecisionObject.Status(session).ToJsonString()) with { Subresource = "status" },
                cancellationToken);
            return true;
        }
        catch (KubernetesException refused) when (refused.Error is not (
            KubernetesError.Unreachable or KubernetesError.Timeout or KubernetesError.ServerError
                or KubernetesError.TooManyRequests))
        {
            // A missing right or namespace, or a person's own value: said once, and looked at again later.
            known[signal.Cluster] = (false, time.GetUtcNow() + LookAgain);
            LogRefused(session.Id, signal.Cluster, refused.Message);
            return false;
        }
    }

    private Task ApplyAsync(
        IKubernetesWriter writer, string name, KubernetesPatch patch,
        CancellationToken cancellationToken) => writer.PatchAsync(
        DecisionObject.Type, options.DecisionNamespace, name, patch, new WriteOptions(options.FieldManager),
        cancellationToken);

    private async Task<bool> IsServedAsync(string cluster, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(cluster, out var last) && time.GetUtcNow() < last.Until)
        {
            return last.Served;
        }

        var served = writers.ReaderFor(cluster) is { } reader
            && (await reader.DiscoverAsync(cancellationToken)).Contains(DecisionObject.Type);
        known[cluster] = (served, time.GetUtcNow() + LookAgain);
        return served;
    }

    [LoggerMessage(2061, LogLevel.Warning, "The AgentDecision of {Session} in {Cluster} could not be written: {Why}")]
    private partial void LogRefused(string session, string cluster, string why);
}
