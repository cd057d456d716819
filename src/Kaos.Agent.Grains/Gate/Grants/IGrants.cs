using System.Collections.Immutable;
using Kaos.Contracts;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Grains.Gate.Grants;

/// <summary>
/// Where the permission for a plan's writes comes from: a broker per cluster, or nowhere. Failures of a broker are
/// thrown as <see cref="GrantRefusedException"/> (it will not) or <see cref="TimeoutException"/> (it cannot now).
/// </summary>
public interface IGrants
{
    /// <summary>Whether a broker is installed for the cluster. Without one the writes use KAOS's own rights.</summary>
    bool HasBroker(string cluster);

    /// <summary>
    /// Whether the plan's writes would be permitted, were it approved: null, or why not and what to do next. Takes
    /// nothing; without a broker there is nobody to refuse.
    /// </summary>
    Task<string?> ForeseeAsync(Plan plan, CancellationToken cancellationToken);

    /// <summary>Takes the permission for exactly this plan's writes; taken again, it is the same one.</summary>
    Task<Grant> TakeAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken);

    /// <summary>
    /// What proves the grant of a plan; asks the broker again where this process holds no token for it.
    /// </summary>
    IClusterCredentials CredentialsOf(Plan plan);

    /// <summary>Gives it back. Giving back what is gone is no error.</summary>
    Task ReturnAsync(string cluster, string grant, CancellationToken cancellationToken);

    /// <summary>Names of the grants that brokers hold for us, by cluster.</summary>
    Task<ImmutableArray<(string Cluster, string Grant)>> StandingAsync(CancellationToken cancellationToken);
}

/// <param name="Until">Process time.</param>
public sealed record Grant(string Id, DateTimeOffset Until);

/// <summary>Why a grant is asked for; what the broker keeps beside it.</summary>
public sealed record GrantReason(string IncidentId, ImmutableArray<Principal> Approvers);

/// <summary>The broker will not grant this; the message says why.</summary>
public sealed class GrantRefusedException(string message) : Exception(message);
