using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>
/// Levels of incident classes and kill switches, for edges. What a caller may not see does not exist for it.
/// </summary>
public interface IMaturityDesk
{
    /// <summary>Classes that anything has happened to, the newest first.</summary>
    Task<Result<Page<ClassView>>> ClassesAsync(
        string? incidentClass, string? pageToken, int pageSize, Principal caller, CancellationToken cancellationToken);

    /// <summary>Raises or lowers a class; from Propose up only as far as its record carries.</summary>
    Task<Result<ClassView>> MoveAsync(
        ClassMove move, string commandId, Principal caller, CancellationToken cancellationToken);

    /// <summary>Every switch that was ever moved.</summary>
    Task<Result<Page<SwitchView>>> SwitchesAsync(Principal caller, CancellationToken cancellationToken);

    /// <param name="tenant">Null: for all.</param>
    Task<Result<SwitchView>> SwitchAsync(
        string? tenant, bool stop, string reason, string commandId, Principal caller,
        CancellationToken cancellationToken);
}

/// <param name="Up">A promotion; otherwise a demotion.</param>
public sealed record ClassMove(string Tenant, string Class, Maturity To, bool Up, string Reason);
