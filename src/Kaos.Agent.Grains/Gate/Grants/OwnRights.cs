using System.Collections.Immutable;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Grains.Gate.Grants;

/// <summary>No broker is installed: the writes are made with KAOS's own rights, and the record says so.</summary>
public sealed class OwnRights(TimeProvider time, GateOptions options) : IGrants
{
    public const string Name = "own-rights";

    public bool HasBroker(string cluster) => false;

    public Task<string?> ForeseeAsync(Plan plan, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    public Task<Grant> TakeAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken) =>
        Task.FromResult(new Grant(Name, time.GetUtcNow() + options.GrantLasts));

    public IClusterCredentials CredentialsOf(Plan plan) =>
        throw new InvalidOperationException("There is no broker, so there are no credentials of a grant.");

    public Task ReturnAsync(string cluster, string grant, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ImmutableArray<(string Cluster, string Grant)>> StandingAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableArray<(string, string)>.Empty);
}
