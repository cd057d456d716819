using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// What Alertmanager's webhook has told since this process started: which alerts fire, and which are over. For the
/// measure of how well a fix worked, where Alertmanager itself cannot be asked. Bounded; the oldest are forgotten
/// first.
/// </summary>
public sealed class HeardAlerts
{
    private const int Most = 5000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, HeardAlert> byId = new(StringComparer.Ordinal);

    /// <param name="signal">What the alert says; the same for its beginning and its end.</param>
    /// <param name="at">Cluster time at which it was heard.</param>
    public void Note(Signal signal, bool resolved, DateTimeOffset at)
    {
        lock (gate)
        {
            byId[signal.Id] = new HeardAlert(signal.Cluster, signal.Subject, resolved, at);
            if (byId.Count > Most)
            {
                byId.Remove(byId.MinBy(pair => pair.Value.At).Key);
            }
        }
    }

    /// <summary>Those about an object, in no order.</summary>
    public IReadOnlyList<HeardAlert> Of(string cluster, ObjectRef subject)
    {
        lock (gate)
        {
            return [.. byId.Values.Where(heard => heard.Cluster == cluster &&
                heard.Subject == subject with { Container = null })];
        }
    }
}

/// <param name="At">When it was last heard of, in cluster time.</param>
public sealed record HeardAlert(string Cluster, ObjectRef Subject, bool Resolved, DateTimeOffset At);
