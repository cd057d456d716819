using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Triage;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Metrics;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>Looks at the world again, with the checks that the plan names.</summary>
internal sealed class Verifier(
    IClusters clusters, IGate gate, IEnumerable<IBusinessCheck>? business = null, Troubles? troubles = null) : IVerifier
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(6);
    private static readonly TimeSpan FinestStep = TimeSpan.FromSeconds(15);
    private const int MostPoints = 250;

    public async Task<VerificationReading> ReadAsync(
        Plan plan, Finding finding, DateTimeOffset from, bool final, CancellationToken cancellationToken)
    {
        if (clusters.Find(plan.Cluster) is not { } cluster)
        {
            return new VerificationReading(
                VerificationState.Unknown, [], $"There is no cluster {plan.Cluster} to look at.");
        }

        var checks = plan.Verification.Checks;
        var file = await MeasureAsync(cluster, checks, finding, from, cancellationToken);
        var written = await WrittenAsync(plan, cancellationToken);
        var readings = checks.Select(check => (check, Reading: Read(
            new CheckInput(file, check.Object, finding, from, written.GetValueOrDefault(check.Object, [])),
            check.Kind))).ToArray();
        var state = Together([.. readings.Where(one => one.check.Required).Select(one => one.Reading.State)], final);
        return new VerificationReading(
            state,
            [.. readings.Where(one => one.Reading.State != VerificationState.Unknown)
                .Select(one => EvidenceOf(one.check, one.Reading, file.World.Now))],
            Sentence([.. readings.Select(one => one.Reading)]),
            final || state == VerificationState.Failed
                ? Effects.Of(
                    [.. readings.Select(one => (one.check.Kind, one.Reading))],
                    await SightAsync(plan, cancellationToken),
                    await AlertsAsync(cluster, file, finding.Subject, from, cancellationToken),
                    await BusinessAsync(plan, finding, from, cancellationToken))
                : null);
    }

    private async Task<EffectPart> AlertsAsync(
        ICluster cluster, CaseFile file, ObjectRef subject, DateTimeOffset from,
        CancellationToken cancellationToken) => AlertsOver.Of(
        await cluster.ReadAsync(file, [AlertsOver.Request], cancellationToken), subject,
        troubles is null ? [] : await troubles.AlertsAsync(cluster.Name, subject, cancellationToken), from);

    private async Task<StepSighting[]> SightAsync(Plan plan, CancellationToken cancellationToken)
    {
        var seen = new StepSighting[plan.Steps.Length];
        for (var step = 0; step < seen.Length; step++)
        {
            seen[step] = await gate.LookAsync(plan, step, undo: false, cancellationToken);
        }

        return seen;
    }

    private async Task<List<EffectPart>> BusinessAsync(
        Plan plan, Finding finding, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var parts = new List<EffectPart>();
        foreach (var check in business ?? [])
        {
            parts.Add(await check.ReadAsync(plan, finding, from, cancellationToken));
        }

        return parts;
    }

    /// <summary>Any failure fails; what is not seen at the end of the window counts as not fixed.</summary>
    public static VerificationState Together(ImmutableArray<VerificationState> required, bool final)
    {
        if (required.Contains(VerificationState.Failed))
        {
            return VerificationState.Failed;
        }

        if (required.Contains(VerificationState.Unknown))
        {
            return VerificationState.Unknown;
        }

        return !required.Contains(VerificationState.NotYet) ? VerificationState.Good
            : final ? VerificationState.Failed
            : VerificationState.NotYet;
    }

    private static CheckReading Read(CheckInput input, string kind) =>
        Checks.Find(kind)?.Read(input) ?? CheckReading.Unknown("spec", $"the check {kind} is not known");

    // Only where a check asks for it: each is a read past the cache.
    private async Task<Dictionary<ObjectRef, ImmutableArray<StepSighting>>> WrittenAsync(
        Plan plan, CancellationToken cancellationToken)
    {
        var asked = plan.Verification.Checks.Where(check =>
            check.Kind is CheckNames.AsWritten or CheckNames.AsMeant or CheckNames.Gone)
            .Select(check => check.Object).ToHashSet();
        var found = new Dictionary<ObjectRef, ImmutableArray<StepSighting>>();
        for (var step = 0; step < plan.Steps.Length; step++)
        {
            var (target, custom) = (plan.Steps[step].Target, plan.Steps[step].Custom);
            if (asked.Contains(target))
            {
                found[target] = [.. found.GetValueOrDefault(target, []),
                    await gate.LookAsync(plan, step, undo: false, cancellationToken)];
            }

            if (custom is not null && asked.Contains(custom.Owned))
            {
                var meant = plan with { Steps = [plan.Steps[step] with { Target = custom.Owned, Patch = custom.OwnedPatch, Custom = null }] };
                found[custom.Owned] = [.. found.GetValueOrDefault(custom.Owned, []),
                    await gate.LookAsync(meant, 0, undo: false, cancellationToken)];
            }
        }

        return found;
    }

    private static async Task<CaseFile> MeasureAsync(
        ICluster cluster, ImmutableArray<VerificationCheck> checks, Finding finding, DateTimeOffset from,
        CancellationToken cancellationToken)
    {
        var file = new CaseFile { World = cluster.Look() };
        var asked = checks.Where(NeedsMetrics)
            .SelectMany(check => Subjects(check, finding)
                .Select(subject => (Check: check, Names: SubjectMetrics.NamesOf(file.World.Objects, subject))))
            .ToArray();
        ImmutableArray<ReadRequest> names = [.. asked.Select(one => one.Names).Distinct()];
        if (names.IsEmpty)
        {
            return file;
        }

        file = await cluster.ReadAsync(file, names, cancellationToken);
        var window = file.World.Now - (finding.FirstSeen < from ? finding.FirstSeen : from) + Before;
        window = window > LongestWindow ? LongestWindow : window;
        var step = TimeSpan.FromSeconds(
            Math.Max(FinestStep.TotalSeconds, Math.Ceiling(window.TotalSeconds / MostPoints)));
        ImmutableArray<ReadRequest> series =
        [
            .. asked.SelectMany(one =>
                (Checks.Find(one.Check.Kind)?.Metrics(file.MetricNames.GetValueOrDefault(one.Names.Key, [])) ?? [])
                .Select(metric => new ReadRequest.Series(
                    one.Names.Namespace, metric, window, step, Counter: false, one.Names.Where)))
                .Distinct(),
        ];
        return series.IsEmpty ? file : await cluster.ReadAsync(file, series, cancellationToken);
    }

    private static bool NeedsMetrics(VerificationCheck check) => check.Kind is
        CheckNames.MemoryStable or CheckNames.PoolRecovers or CheckNames.LatencyRecovers;

    private static IEnumerable<ObjectRef> Subjects(VerificationCheck check, Finding finding) =>
        new[] { check.Object, finding.Subject }.Where(subject => subject.Namespace is not null)
            .Select(subject => subject with { Container = null }).Distinct();

    private static Evidence EvidenceOf(VerificationCheck check, CheckReading reading, DateTimeOffset now)
    {
        var id = CanonicalJson.Hash(
            System.Text.Encoding.UTF8.GetBytes($"verify|{check.Kind}|{check.Object}|{now:O}|{reading.Text}"))[..12];
        return new Evidence(
            $"ev-{id}", reading.Source, now, Capital(reading.Text) + ".", check.Object, reading.Numbers);
    }

    private static string Sentence(ImmutableArray<CheckReading> readings)
    {
        if (readings.IsEmpty)
        {
            return "There is nothing to look at afterwards.";
        }

        var told = readings.Where(reading => reading.State != VerificationState.Good)
            .Concat(readings.Where(reading => reading.State == VerificationState.Good)).Select(reading => reading.Text);
        return Capital(string.Join(", ", told)) + ".";
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
