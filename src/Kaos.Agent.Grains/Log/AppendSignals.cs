namespace Kaos.Agent.Grains.Log;

/// <summary>
/// Who wants to know that a stream has grown. A signal carries nothing: whoever wakes re-reads the log, so a slow
/// reader costs one pulse, not a queue of events.
/// </summary>
public sealed class AppendSignals
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Pulse>> byStream = new(StringComparer.Ordinal);
    private readonly List<Pulse> ofAll = [];

    /// <param name="stream">Null: every stream.</param>
    public Subscription Subscribe(string? stream)
    {
        var pulse = new Pulse();
        lock (gate)
        {
            if (stream is null)
            {
                ofAll.Add(pulse);
            }
            else if (byStream.TryGetValue(stream, out var pulses))
            {
                pulses.Add(pulse);
            }
            else
            {
                byStream[stream] = [pulse];
            }
        }

        return new Subscription(this, stream, pulse);
    }

    /// <summary>To be called after the events are durable and readable.</summary>
    public void Grown(IEnumerable<string> streams)
    {
        lock (gate)
        {
            var any = false;
            foreach (var stream in streams)
            {
                any = true;
                if (byStream.TryGetValue(stream, out var pulses))
                {
                    pulses.ForEach(static pulse => pulse.Set());
                }
            }

            if (any)
            {
                ofAll.ForEach(static pulse => pulse.Set());
            }
        }
    }

    private void Leave(string? stream, Pulse pulse)
    {
        lock (gate)
        {
            if (stream is null)
            {
                ofAll.Remove(pulse);
            }
            else if (byStream.TryGetValue(stream, out var pulses) && pulses.Remove(pulse) && pulses.Count == 0)
            {
                byStream.Remove(stream);
            }
        }
    }

    /// <summary>One reader's place in the list; ends with <see cref="Dispose"/>.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly AppendSignals signals;
        private readonly string? stream;
        private readonly Pulse pulse;

        internal Subscription(AppendSignals signals, string? stream, Pulse pulse) =>
            (this.signals, this.stream, this.pulse) = (signals, stream, pulse);

        public ValueTask WaitAsync(CancellationToken cancellationToken) => pulse.WaitAsync(cancellationToken);

        public void Dispose() => signals.Leave(stream, pulse);
    }
}
