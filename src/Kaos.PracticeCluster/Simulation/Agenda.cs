namespace Kaos.PracticeCluster.Simulation;

// The discrete-event heart: what happens when, in the order of time and, at one time, of scheduling.
internal sealed class Agenda(DateTimeOffset start)
{
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _queue = new();
    private long _order;

    public DateTimeOffset Now { get; private set; } = start;

    public DateTimeOffset? Next => _queue.TryPeek(out _, out var when) ? new DateTimeOffset(when.Ticks, TimeSpan.Zero)
        : null;

    public void At(DateTimeOffset time, Action happen) =>
        _queue.Enqueue(happen, (Math.Max(time.UtcTicks, Now.UtcTicks), _order++));

    public void After(TimeSpan delay, Action happen) => At(Now + delay, happen);

    // Runs everything due, each at its own time; settle runs after each, before time moves on.
    public void AdvanceTo(DateTimeOffset time, Action settle)
    {
        while (_queue.TryPeek(out _, out var when) && when.Ticks <= time.UtcTicks)
        {
            var happen = _queue.Dequeue();
            Now = new DateTimeOffset(Math.Max(when.Ticks, Now.UtcTicks), TimeSpan.Zero);
            happen();
            settle();
        }

        if (time > Now)
        {
            Now = time;
        }
    }
}
