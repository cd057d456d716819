using Kaos.Contracts;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Desk;

/// <summary>The central list of permissions that were taken: who, why, what, until when, and how they stand.</summary>
public interface IGrantDesk
{
    /// <summary>The newest first; of the caller's tenants.</summary>
    /// <param name="state">Null: both.</param>
    Task<Result<Page<GrantView>>> GrantsAsync(
        GrantStanding? state, string? pageToken, int pageSize, Principal caller, CancellationToken cancellationToken);
}
