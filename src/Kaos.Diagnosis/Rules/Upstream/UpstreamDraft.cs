using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Upstream;

/// <summary>Ties a complaint to the part upstream that cannot serve, and tells why that part is short.</summary>
internal static class UpstreamDraft
{
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(30);

    public static Draft Of(Scene scene, Complaint complaint, Slowdown story, Degraded upstream)
    {
        var notes = new Notes();
        notes.AddRange(story.Notes.All);
        var weights = ImmutableArray.CreateBuilder<double>();
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts[FactNames.Workload] = $"{complaint.Subject.Kind}/{complaint.Subject.Name}";
        var shortage = TellShort(scene, upstream, notes);
        weights.Add(upstream.Ready == 0 ? Confidence.Derived : Confidence.Aligned);
        if (story.Complains is not null)
        {
            weights.Add(Confidence.Agreeing);
        }

        var why = Why(scene, upstream, notes, facts, weights, story.Onset);
        TellPool(scene, complaint.Subject, notes, facts, weights, story.Onset);
        if (story.RuledOut.Length > 0)
        {
            weights.Add(Confidence.Hint);
        }

        return new Draft
        {
            Cause = why.Cause,
            Root = why.Root,
            Edit = why.Edit,
            Subject = complaint.Subject,
            Notes = notes,
            Chain = [.. why.Chain, shortage, .. story.Chain.Reverse()],
            RuledOut = story.RuledOut,
            Facts = facts.ToImmutable(),
            Weights = weights.ToImmutable(),
            Explains = complaint.Symptoms,
            Onset = story.Onset ?? complaint.Since,
            OnsetIsMeasured = story.Onset is not null,
            Shift = story.Shift,
            Summary = $"{complaint.Subject.Named()} suffers because {upstream.Workload.Named()}, which it needs ({upstream.Via}), " +
                $"has {upstream.Ready} of {upstream.Wanted} pods ready{why.Because}.",
        };
    }

    private static Claim TellShort(Scene scene, Degraded upstream, Notes notes)
    {
        var through = upstream.Service is { } service ? $"Service {service.Name}" : upstream.Workload.Named();
        var id = notes.Add(
            Sources.Endpoints, "ready-endpoints", upstream.Service ?? upstream.Workload, scene.Now,
            $"{through} has {upstream.Ready} of {upstream.Wanted} endpoints ready (named by {upstream.Via})",
            ("ready", upstream.Ready), ("wanted", upstream.Wanted));
        return new Claim($"{through} has only {upstream.Ready} of {upstream.Wanted} endpoints ready", [id]);
    }

    private sealed record Reason(
        string Cause, ObjectRef Root, ObjectRef Edit, ImmutableArray<Claim> Chain, string Because);

    private static Reason Why(
        Scene scene,
        Degraded upstream,
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        DateTimeOffset? onset)
    {
        var chain = ImmutableArray.CreateBuilder<Claim>();
        if (upstream.Drained is { } drained)
        {
            facts[FactNames.Node] = drained.Object.Name;
            facts[FactNames.DrainedAt] = Say.Stamp(drained.At);
            var id = notes.Add(
                Sources.Node, "drained", drained.Object, drained.At,
                $"Node {drained.Object.Name} was {drained.What} at {Say.Clock(drained.At)} by {drained.Who}");
            chain.Add(
                new Claim(
                    $"Node {drained.Object.Name} was {Verb(drained)} at {Say.Clock(drained.At)} by {drained.Who}",
                    [id]));
        }

        if (upstream.Scaled is { } scaled)
        {
            return ScaledDown(upstream, scaled, notes, facts, weights, onset, chain);
        }

        // Whatever keeps its pods from running is the cause, if that is known.
        if (scene.ComplaintOf(upstream.Workload) is { } own &&
            RuleSet.Judge(scene, own).FirstOrDefault() is { } known)
        {
            notes.AddRange(known.Notes.All);
            if (upstream.Drained is { } closed && known.Cause.StartsWith("unschedulable", StringComparison.Ordinal))
            {
                // Its pods were moved off and find no other place: the drain is what somebody did.
                Align(closed, onset, weights);
                weights.Add(Confidence.Derived);
                return Drained(closed, [.. chain, .. known.Chain]);
            }

            weights.AddRange(known.Weights);
            facts.AddRange(known.Facts.Where(f => !facts.ContainsKey(f.Key)));
            return new Reason(known.Cause, known.Root, known.Edit, [.. known.Chain], $": {known.Summary}");
        }

        if (upstream.Drained is { } node)
        {
            Align(node, onset, weights);
            return Drained(node, chain.ToImmutable());
        }

        return new Reason(CauseCodes.UpstreamUnavailable, upstream.Workload, upstream.Workload, [], "");
    }

    private static Reason Drained(Change node, ImmutableArray<Claim> chain) => new(
        CauseCodes.NodeDrained, node.Object, node.Object, chain,
        $" since node {node.Object.Name} was {Verb(node)} at {Say.Clock(node.At)}");

    private static Reason ScaledDown(
        Degraded upstream,
        Change scaled,
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        DateTimeOffset? onset,
        ImmutableArray<Claim>.Builder chain)
    {
        facts[FactNames.ScaledDown] = upstream.Workload.ToString();
        facts[FactNames.Replicas] = scaled.Details.GetValueOrDefault(ScaleChanges.To, "");
        facts[FactNames.WantedReplicas] = upstream.Wanted.ToString(CultureInfo.InvariantCulture);
        facts[FactNames.ChangedAt] = Say.Stamp(scaled.At);
        facts[FactNames.ChangedBy] = scaled.Who;
        weights.Add(Confidence.Derived);
        Align(scaled, onset, weights);
        var id = notes.Add(
            Sources.Changes, "scaled-down", upstream.Workload, scaled.At,
            $"{upstream.Workload.Named()} was {scaled.What} at {Say.Clock(scaled.At)} by {scaled.Who}");
        var same = upstream.Drained is { } drained && drained.Who == scaled.Who ? ", in the same work" : "";
        chain.Add(new Claim(
            $"{upstream.Workload.Named()} was {scaled.What} at {Say.Clock(scaled.At)} by {scaled.Who}{same}, so it does not heal by itself", [id]));
        return new Reason(
            CauseCodes.UpstreamScaledDown, upstream.Workload, upstream.Workload, chain.ToImmutable(),
            $" since it was {scaled.What} at {Say.Clock(scaled.At)} by {scaled.Who}");
    }

    private static void TellPool(
        Scene scene,
        ObjectRef subject,
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        DateTimeOffset? onset)
    {
        var names = scene.MetricNames(subject);
        if (MetricChoice.PoolActive(names) is not { } activeName || MetricChoice.PoolMost(names) is not { } mostName)
        {
            return;
        }

        var active = SubjectSeries.Of(scene, subject, activeName, SubjectSeries.Fold.Sum);
        var most = SubjectSeries.Of(scene, subject, mostName, SubjectSeries.Fold.Sum);
        if (active.IsEmpty || most.IsEmpty)
        {
            return;
        }

        var (now, limit) = (active[^1].Value, most[^1].Value);
        facts["poolActive"] = Say.Number(now);
        facts["poolMax"] = Say.Number(limit);
        notes.Add(
            Sources.Metrics, "pool", subject, onset ?? active[^1].At,
            $"Its connection pool is at {Say.Number(now)} of {Say.Number(limit)}", ("active", now), ("max", limit));
        if (now >= 0.95 * limit)
        {
            weights.Add(Confidence.Agreeing);
        }
    }

    private static void Align(Change change, DateTimeOffset? onset, ImmutableArray<double>.Builder weights)
    {
        if (onset is { } at && change.At <= at + ChangeTimeline.Tolerance && at - change.At < Near)
        {
            weights.Add(Confidence.Aligned);
        }
    }

    private static string Verb(Change change) => change.Kind == ChangeKind.Drain ? "drained" : "cordoned";
}
