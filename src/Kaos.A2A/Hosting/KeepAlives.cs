using Microsoft.Extensions.Options;

namespace Kaos.A2A.Hosting;

/// <summary>
/// One timer for all open streams: twice in <see cref="A2AOptions.KeepAlive"/> each that was silent since sends a
/// comment.
/// </summary>
internal sealed class KeepAlives : IDisposable
{
    private readonly Lock sync = new();
    private readonly HashSet<EventPump> open = [];
    private readonly ITimer timer;

    public KeepAlives(IOptions<A2AOptions> options, TimeProvider clock)
    {
        var every = options.Value.KeepAlive / 2;
        timer = clock.CreateTimer(static state => (state as KeepAlives)?.Beat(), this, every, every);
    }

    public void Add(EventPump pump)
    {
        lock (sync)
        {
            open.Add(pump);
        }
    }

    public void Remove(EventPump pump)
    {
        lock (sync)
        {
            open.Remove(pump);
        }
    }

    public void Dispose() => timer.Dispose();

    private void Beat()
    {
        EventPump[] all;
        lock (sync)
        {
            all = [.. open];
        }

        foreach (var pump in all)
        {
            _ = pump.BeatAsync();
        }
    }
}
