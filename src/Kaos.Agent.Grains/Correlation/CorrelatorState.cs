using System.Collections.Immutable;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Correlation;

/// <summary>What is open in one (tenant, cluster), and what was given to whom.</summary>
public sealed record CorrelatorState
{
    /// <summary>
    /// Signals remembered for recognising repetitions; older ones are joined by fingerprint all the same.
    /// </summary>
    public const int Remembered = 4096;

    /// <summary>How late a signal may arrive and still reopen what it belongs to.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(1);

    /// <summary>Closed incidents up to which it is not worth looking for old ones.</summary>
    private const int Few = 512;

    public ImmutableDictionary<string, OpenIncident> Open { get; init; } =
        ImmutableDictionary<string, OpenIncident>.Empty;

    /// <summary>By fingerprint: over, and reopened by a recurrence until then.</summary>
    public ImmutableDictionary<string, ClosedIncident> Recent { get; init; } =
        ImmutableDictionary<string, ClosedIncident>.Empty;

    /// <summary>Time of the newest signal, in cluster time: the clock of what may still reopen.</summary>
    public DateTimeOffset Latest { get; init; }

    /// <summary>By signal id.</summary>
    public ImmutableDictionary<string, Given> Assigned { get; init; } = ImmutableDictionary<string, Given>.Empty;

    public ImmutableQueue<string> GivenOrder { get; init; } = [];

    /// <summary>The open incident, by fingerprint, that this one is.</summary>
    public sealed record OpenIncident(string IncidentId, string SessionId)
    {
        public ImmutableHashSet<string> Affected { get; init; } = [];

        public DateTimeOffset AffectedSince { get; init; }

        /// <summary>When its first symptom began, in cluster time.</summary>
        public DateTimeOffset Since { get; init; }

        /// <summary>Place in the order of opening.</summary>
        public long Order { get; init; }

        public bool Executing { get; init; }

        /// <summary>The newest signal that joined it.</summary>
        public Heard? Last { get; init; }
    }

    /// <param name="At">When the correlator heard it: its own clock, not the signal's.</param>
    public sealed record Heard(Signal Signal, DateTimeOffset At);

    /// <summary>What became of a signal.</summary>
    public sealed record Given(string IncidentId, string SessionId, Assignment How);

    public sealed record ClosedIncident(string IncidentId, DateTimeOffset ReopenUntil);

    internal CorrelatorState Remember(SignalAssigned fact)
    {
        var order = GivenOrder.Enqueue(fact.SignalId);
        var given = Assigned.SetItem(fact.SignalId, new(fact.IncidentId, fact.SessionId, fact.How));
        if (given.Count > Remembered)
        {
            order = order.Dequeue(out var oldest);
            given = given.Remove(oldest);
        }

        return this with
        {
            Assigned = given,
            GivenOrder = order,
            Latest = fact.Signal.At > Latest ? fact.Signal.At : Latest,
        };
    }

    /// <summary>Without what no signal can reopen any more, one that was long on its way included.</summary>
    internal CorrelatorState ForgetOld()
    {
        if (Recent.Count % Few != 0)
        {
            return this;
        }

        var old = Recent.Where(closed => closed.Value.ReopenUntil < Latest - Lateness).Select(closed => closed.Key)
            .ToList();

        return old.Count == 0 ? this : this with { Recent = Recent.RemoveRange(old) };
    }
}
