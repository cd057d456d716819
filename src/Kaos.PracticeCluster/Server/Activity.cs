namespace Kaos.PracticeCluster.Server;

// How long nobody has asked anything. An open watch is somebody asking.
internal sealed class Activity(TimeProvider clock)
{
    private long _last = clock.GetTimestamp();
    private int _open;

    public TimeSpan Idle => Volatile.Read(ref _open) > 0 ? TimeSpan.Zero
        : clock.GetElapsedTime(Volatile.Read(ref _last));

    public async Task CountAsync(HttpContext http, RequestDelegate next)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await next(http);
        }
        finally
        {
            Volatile.Write(ref _last, clock.GetTimestamp());
            Interlocked.Decrement(ref _open);
        }
    }
}
