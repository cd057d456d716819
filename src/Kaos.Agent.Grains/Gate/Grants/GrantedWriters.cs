using System.Collections.Concurrent;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Grains.Gate.Grants;

/// <summary>
/// The client of a cluster under other credentials than KAOS's own; null when there is no such cluster.
/// </summary>
public delegate KubernetesClient? GrantedClients(string cluster, IClusterCredentials credentials);

/// <summary>One client per plan that is carried out with a grant; forgotten when the grant is returned.</summary>
internal sealed class GrantedWriters(IGrants grants, GrantedClients clients) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<KubernetesClient?>> open = new(StringComparer.Ordinal);

    public IKubernetesWriter? For(Plan plan) => open.GetOrAdd(
        plan.Hash, _ => new(() => clients(plan.Cluster, grants.CredentialsOf(plan)))).Value;

    public void Forget(string planHash)
    {
        if (open.TryRemove(planHash, out var known) && known.IsValueCreated)
        {
            known.Value?.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var hash in open.Keys)
        {
            Forget(hash);
        }
    }
}
