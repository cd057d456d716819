namespace Kaos.Kubernetes.Client;

/// <summary>
/// A token bucket: lets a burst through, then one request per interval, in order of arrival. Also holds everybody back
/// while the server asks for quiet.
/// </summary>
internal sealed class RateGate(int perSecond, int burst, TimeProvider time)
{
    private readonly TimeSpan interval = TimeSpan.FromSeconds(1.0 / perSecond);
    private readonly TimeSpan slack = TimeSpan.FromSeconds((burst - 1.0) / perSecond);
    private readonly Lock gate = new();
    private DateTimeOffset next = DateTimeOffset.MinValue;

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            var now = time.GetUtcNow();
            var earliest = now - slack;
            next = next < earliest ? earliest : next;
            wait = next - now;
            next += interval;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>No request before that time has passed.</summary>
    public void HoldBack(TimeSpan pause)
    {
        lock (gate)
        {
            var until = time.GetUtcNow() + pause;
            next = next < until ? until : next;
        }
    }
}
