using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// What the watch has seen and told. A symptom is told once while it lasts, and only when it has lasted: told by its
/// own beginning, or by two looks some time apart. Pure; times are cluster time.
/// </summary>
internal sealed record WatchMemory
{
    public static readonly TimeSpan Lasting = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    // A crash loop comes and goes with its back-off: a symptom is over only when it has stayed away.
    private static readonly TimeSpan Over = TimeSpan.FromMinutes(2);

    public ImmutableDictionary<WatchKey, WatchEntry> Entries { get; init; } =
        ImmutableDictionary<WatchKey, WatchEntry>.Empty;

    /// <summary>What was told before this process began, as if it were seen right now.</summary>
    public static WatchMemory Of(IEnumerable<WatchKey> told, DateTimeOffset now) =>
        new() { Entries = told.ToImmutableDictionary(key => key, _ => new WatchEntry(now, now, Told: true)) };

    /// <summary>Takes in one look.</summary>
    public WatchLook Look(ImmutableArray<Symptom> symptoms, DateTimeOffset now)
    {
        var entries = Entries.ToBuilder();
        var due = ImmutableArray.CreateBuilder<Symptom>();
        foreach (var symptom in symptoms.DistinctBy(WatchKey.Of))
        {
            var key = WatchKey.Of(symptom);
            var entry = entries.TryGetValue(key, out var known) && now - known.LastSeen <= Over
                ? known with { LastSeen = now }
                : new WatchEntry(now, now, false);
            entries[key] = entry;
            if (!entry.Told && (now - symptom.Since > Lasting || now - entry.FirstSeen >= BetweenLooks))
            {
                due.Add(symptom);
            }
        }

        var over = entries.Where(entry => now - entry.Value.LastSeen > Over).ToArray();
        entries.RemoveRange(over.Where(entry => !entry.Value.Told).Select(entry => entry.Key));
        return new(
            this with { Entries = entries.ToImmutable() }, due.ToImmutable(),
            [.. over.Where(entry => entry.Value.Told).Select(entry => entry.Key)]);
    }

    /// <summary>It has been said that the symptom is over.</summary>
    public WatchMemory Forget(WatchKey key) => this with { Entries = Entries.Remove(key) };

    /// <summary>The symptom has been handed over.</summary>
    public WatchMemory Told(Symptom symptom) => Entries.TryGetValue(WatchKey.Of(symptom), out var entry)
        ? this with { Entries = Entries.SetItem(WatchKey.Of(symptom), entry with { Told = true }) }
        : this;

    /// <summary>
    /// When to look again although nothing changes, or null: something waits to be old enough, or to be forgotten.
    /// </summary>
    public DateTimeOffset? LookAgain(DateTimeOffset now) => Entries.Values.Any(entry => !entry.Told)
        ? now + BetweenLooks
        : Entries.IsEmpty ? null : now + Over;
}

/// <param name="Due">What must be told now.</param>
/// <param name="Over">What was told and has stayed away; kept until it is forgotten.</param>
internal sealed record WatchLook(WatchMemory Memory, ImmutableArray<Symptom> Due, ImmutableArray<WatchKey> Over);

internal readonly record struct WatchKey(ObjectRef Subject, string Symptom)
{
    public static WatchKey Of(Symptom symptom) => new(symptom.Subject, symptom.Code);
}

internal readonly record struct WatchEntry(DateTimeOffset FirstSeen, DateTimeOffset LastSeen, bool Told);
