using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Upstream;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Cpu;

/// <summary>A slow workload that its own CPU limit holds back, while nothing that it needs is short.</summary>
internal sealed class ThrottleRule : IRule
{
    /// <summary>Below that share of periods a limit is felt by nobody.</summary>
    private const double Felt = 0.25;

    private const int Fewest = 4;

    public ImmutableArray<string> Causes => [CauseCodes.CpuThrottled];

    public ImmutableArray<string> Explains => [SymptomCodes.Latency];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint) => Wishes.Metrics(scene, complaint, Throttled, Periods);

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        if (scene.Index.WorkloadOf(complaint.Subject) is not { } workload || Degraded.Of(scene, complaint.Subject).Any())
        {
            return [];
        }

        return workload.Template.Spec.AllContainers()
            .Where(c => c.Resources.Limits.ContainsKey("cpu"))
            .Select(c => (Container: c, Share: Share(scene, complaint.Subject, c.Name)))
            .Where(c => c.Share is { Recent: >= Felt })
            .OrderByDescending(c => c.Share!.Value.Recent).ThenBy(c => c.Container.Name, StringComparer.Ordinal)
            .Take(1)
            .Select(c => Draft(scene, complaint, c.Container, c.Share!.Value));
    }

    private static Draft Draft(Scene scene, Complaint complaint, Container container, (double Recent, double Before) share)
    {
        var target = complaint.Subject with { Container = container.Name };
        var limit = container.Resources.Limits["cpu"];
        var suggested = new Quantity(Math.Ceiling(limit.Value * 15) / 10);
        var notes = new Notes();
        var percent = $"{Say.Number(share.Recent * 100)} %";
        var held = notes.Add(
            Sources.Metrics, "throttled", target, scene.Now,
            $"Container {container.Name} was held back in {percent} of its CPU periods lately, {Say.Number(share.Before * 100)} % before",
            ("recent", share.Recent), ("before", share.Before));
        var spec = notes.Add(Sources.Spec, "cpu-limit", target, scene.Now, $"Its CPU limit is {limit}", ("cores", (double)limit.Value));
        return new Draft
        {
            Cause = CauseCodes.CpuThrottled,
            Severity = Severity.Warning,
            Root = target,
            Edit = target,
            Subject = complaint.Subject,
            Notes = notes,
            Chain =
            [
                new Claim($"Container {container.Name} may use {limit} of CPU", [spec]),
                new Claim($"The kernel holds it back in {percent} of its periods, so it answers late", [held]),
            ],
            Facts = Facts.Of(
                (FactNames.Container, container.Name), (FactNames.Workload, complaint.Subject.Short()), ("cpuLimit", limit.ToString()),
                ("suggestedCpuLimit", suggested.ToString()), ("throttledShare", Say.Number(share.Recent))),
            Weights = share.Recent > share.Before * 1.5 ? [Confidence.Derived, Confidence.Aligned] : [Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = complaint.Since,
            Summary = $"{complaint.Subject.Named()} is slow because the CPU limit of {limit} holds container {container.Name} back in {percent} of its periods. " +
                $"A limit of {suggested}, or none, would let it work.",
        };
    }

    // The last third against what came before it.
    private static (double Recent, double Before)? Share(Scene scene, ObjectRef subject, string container)
    {
        var names = scene.MetricNames(subject.Namespace ?? "");
        if (Throttled(names) is not { } throttled || Periods(names) is not { } periods)
        {
            return null;
        }

        var held = SubjectSeries.Of(scene, subject, throttled, SubjectSeries.Fold.Sum, container).ToDictionary(s => s.At, s => s.Value);
        var shares = SubjectSeries.Of(scene, subject, periods, SubjectSeries.Fold.Sum, container)
            .Where(s => s.Value > 0 && held.ContainsKey(s.At))
            .Select(s => held[s.At] / s.Value)
            .ToList();
        var recent = shares.Count / 3;
        return shares.Count < Fewest ? null : (shares.TakeLast(Math.Max(2, recent)).Average(), shares.SkipLast(Math.Max(2, recent)).Average());
    }

    private static string? Throttled(ImmutableArray<string> names) =>
        names.FirstOrDefault(n => n.Contains("cfs_throttled_periods", StringComparison.Ordinal));

    private static string? Periods(ImmutableArray<string> names) =>
        names.FirstOrDefault(n => n.Contains("cfs_periods", StringComparison.Ordinal));
}
