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

    /// <summary>From that share on the limit is felt whether or not it was ever better.</summary>
    private const double Crippling = 0.5;

    private const int Fewest = 4;

    public ImmutableArray<string> Causes => [CauseCodes.CpuThrottled];

    public ImmutableArray<string> Explains => [SymptomCodes.Latency];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint) =>
        Wishes.Metrics(scene, complaint, Throttled, Periods);

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        if (scene.Index.WorkloadOf(complaint.Subject) is not { } workload ||
            Degraded.Of(scene, complaint.Subject).Any())
        {
            return [];
        }

        return workload.Template.Spec.AllContainers()
            .Where(c => c.Resources.Limits.ContainsKey("cpu"))
            .Select(c => (Container: c, Shares: Shares(scene, complaint.Subject, c.Name)))
            .Where(c => c.Shares.Length >= Fewest && Lately(c.Shares).Recent >= Felt)
            .OrderByDescending(c => Lately(c.Shares).Recent).ThenBy(c => c.Container.Name, StringComparer.Ordinal)
            .Take(1)
            .Select(c => Draft(scene, complaint, c.Container, c.Shares));
    }

    private static Draft Draft(Scene scene, Complaint complaint, Container container, ImmutableArray<Sample> shares)
    {
        var share = Lately(shares);
        var shift = Shift.Find(scene, complaint.Subject, "cfs_throttled_periods/cfs_periods", shares);
        var target = complaint.Subject with { Container = container.Name };
        var limit = container.Resources.Limits["cpu"];
        var advice = CpuLimit.Advise(container.Name, limit);
        var notes = new Notes();
        var percent = $"{Say.Number(share.Recent * 100)} %";
        var held = notes.Add(
            Sources.Metrics, "throttled", target, scene.Now,
            $"Container {container.Name} was held back in {percent} of its CPU periods lately, {Say.Number(share.Before * 100)} % before",
            ("recent", share.Recent), ("before", share.Before));
        var spec = notes.Add(
            Sources.Spec, "cpu-limit", target, scene.Now,
            $"Its CPU limit is {limit}; {advice.Suggested} would do: {advice.Because}", ("cores", (double)limit.Value));
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
                (FactNames.Container, container.Name), (FactNames.Workload, complaint.Subject.Short()),
                ("cpuLimit", limit.ToString()),
                ("suggestedCpuLimit", advice.Suggested), ("throttledShare", Say.Number(share.Recent))),
            Weights = share.Recent > share.Before * 1.5 ? [Confidence.Derived, Confidence.Aligned]
                : share.Recent >= Crippling ? [Confidence.Derived, Confidence.Agreeing]
                : [Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = shift?.Point.At ?? complaint.Since,
            OnsetIsMeasured = shift is not null,
            Shift = shift,
            Limit = advice,
            Summary = $"{complaint.Subject.Named()} is slow because the CPU limit of {limit} holds container {container.Name} back in {percent} of its periods. " +
                $"A limit of {advice.Suggested}, or none, would let it work.",
        };
    }

    // The last third against what came before it.
    private static (double Recent, double Before) Lately(ImmutableArray<Sample> shares)
    {
        var recent = Math.Max(2, shares.Length / 3);
        return (shares.TakeLast(recent).Average(s => s.Value), shares.SkipLast(recent).Average(s => s.Value));
    }

    private static ImmutableArray<Sample> Shares(Scene scene, ObjectRef subject, string container)
    {
        var names = scene.MetricNames(subject);
        if (Throttled(names) is not { } throttled || Periods(names) is not { } periods)
        {
            return [];
        }

        var held = SubjectSeries.Of(scene, subject, throttled, SubjectSeries.Fold.Sum, container)
            .ToDictionary(s => s.At, s => s.Value);
        return [.. SubjectSeries.Of(scene, subject, periods, SubjectSeries.Fold.Sum, container)
            .Where(s => s.Value > 0 && held.ContainsKey(s.At))
            .Select(s => s with { Value = held[s.At] / s.Value })];
    }

    private static string? Throttled(ImmutableArray<string> names) =>
        names.FirstOrDefault(n => n.Contains("cfs_throttled_periods", StringComparison.Ordinal));

    private static string? Periods(ImmutableArray<string> names) =>
        names.FirstOrDefault(n => n.Contains("cfs_periods", StringComparison.Ordinal));
}
