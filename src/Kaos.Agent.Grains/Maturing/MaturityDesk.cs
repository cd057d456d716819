using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Maturing;

internal sealed class MaturityDesk(IGrains grains, IViews views) : IMaturityDesk
{
    private readonly Reading reading = new(grains, views);

    public Task<Result<Page<ClassView>>> ClassesAsync(
        string? incidentClass, string? pageToken, int pageSize, Principal caller,
        CancellationToken cancellationToken) =>
        reading.PageAsync(
            new ViewQuery(
                ClassKind.Name, Reading.Owners(caller), Group: incidentClass, PageSize: pageSize, PageToken: pageToken),
            KaosJson.Default.ClassView, cancellationToken);

    public async Task<Result<ClassView>> MoveAsync(
        ClassMove move, string commandId, Principal caller, CancellationToken cancellationToken)
    {
        var id = ClassKind.IdOf(move.Tenant, move.Class);
        if (!caller.MaySee(move.Tenant) || await views.FindAsync(ClassKind.Name, id.Key, cancellationToken) is null)
        {
            return new Problem(
                ProblemCode.NotFound, $"Nothing is known yet of a class '{move.Class}' of the tenant '{move.Tenant}'.",
                "GET /v1/maturity lists the classes.");
        }

        ClassCommand command = move.Up ? new PromoteClass(move.To, move.Reason) : new DemoteClass(move.To, move.Reason);
        var answer = await grains.AskAsync(id, command, caller, commandId, cancellationToken);
        return answer.Refusal is { } refusal
            ? refusal
            : ClassViews.Of((await grains.StateAsync<ClassState>(id, cancellationToken)).State);
    }

    public Task<Result<Page<SwitchView>>> SwitchesAsync(Principal caller, CancellationToken cancellationToken) =>
        reading.PageAsync(
            new ViewQuery(SwitchKind.Name, Reading.Owners(caller)?.Append(SwitchKind.All).ToList(), PageSize: 1000),
            KaosJson.Default.SwitchView, cancellationToken);

    public async Task<Result<SwitchView>> SwitchAsync(
        string? tenant, bool stop, string reason, string commandId, Principal caller,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return new Problem(ProblemCode.Invalid, "A reason is needed.", "Say why, for those who come after.");
        }

        var id = SwitchKind.IdOf(tenant ?? SwitchKind.All);
        SwitchCommand command = stop ? new StopActing(reason) : new ResumeActing(reason);
        var answer = await grains.AskAsync(id, command, caller, commandId, cancellationToken);
        return answer.Refusal is { } refusal
            ? refusal
            : (await grains.StateAsync<SwitchView>(id, cancellationToken)).State;
    }
}
