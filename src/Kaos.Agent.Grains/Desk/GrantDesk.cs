using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Desk;

internal sealed class GrantDesk(IGrains grains, IViews views) : IGrantDesk
{
    private readonly Reading reading = new(grains, views);

    public Task<Result<Page<GrantView>>> GrantsAsync(
        GrantStanding? state, string? pageToken, int pageSize, Principal caller, CancellationToken cancellationToken) =>
        reading.PageAsync(
            new ViewQuery(
                SessionKind.GrantRow, Reading.Owners(caller),
                States: state is { } only ? [only == GrantStanding.Taken ? SessionKind.GrantTaken : "returned"] : null,
                PageSize: pageSize, PageToken: pageToken),
            KaosJson.Default.GrantView, cancellationToken);
}
