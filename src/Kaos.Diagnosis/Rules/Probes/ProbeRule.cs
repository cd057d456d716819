using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Probes;

/// <summary>
/// A probe that fails: it asks the wrong port or path, asks too early, or the program is really not well.
/// </summary>
internal sealed class ProbeRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.ProbePort, CauseCodes.ProbePath, CauseCodes.ProbeSlowStart, CauseCodes.ProbeFailing,
        CauseCodes.ProbeScheme, CauseCodes.ProbeTimeout, CauseCodes.ProbeCommand,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.NotReady, SymptomCodes.CrashLoop];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.NotReady)
        .Where(s => s.Object.Container is not null)
        .Take(1)
        .SelectMany(s => Wishes.Logs(s.Object, s.Object.Container ?? "", previous: false, s.Since));

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) =>
        complaint.Of(SymptomCodes.NotReady, SymptomCodes.CrashLoop)
            .Where(s => s.Object.Container is not null)
            .GroupBy(s => s.Object.Container ?? "", StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Judge(scene, complaint.Subject, g.Key, [.. g]))
            .OfType<Draft>();

    private static Draft? Judge(Scene scene, ObjectRef subject, string container, ImmutableArray<Symptom> symptoms)
    {
        var at = symptoms[0].Object;
        if (scene.Index.Objects.Find<Pod>(at.Namespace ?? "", at.Name) is not { } pod ||
            ProbeFailure.Of(scene, pod, container) is not { } failure ||
            (symptoms.All(s => s.Code == SymptomCodes.CrashLoop) && !ProbeFailure.Kills(scene, pod, container)))
        {
            return null;
        }

        var spec = pod.Spec.Container(container);
        var notes = new Notes();
        var failed = notes.Add(
            Sources.Events, "probe-failed", at, failure.Last,
            $"{failure.Kind} probe failed {Say.Count(failure.Times, "time")}: {Say.Short(failure.Message)}",
            ("times", failure.Times));
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts[FactNames.Container] = container;
        facts[FactNames.Workload] = $"{subject.Kind}/{subject.Name}";
        facts["probe"] = failure.Kind.ToLowerInvariant();
        var (cause, why, weights) = Decide(failure, spec, at, notes, facts, scene);
        var target = subject with { Container = container };
        return new Draft
        {
            Cause = cause,
            Severity = failure.Kind == "Readiness" ? Severity.Warning : Severity.Critical,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain =
            [
                new Claim(why, [.. notes.All.Select(e => e.Id)]),
                new Claim(
                    failure.Kind == "Readiness"
                        ? "So the pod gets no traffic"
                        : "So the kubelet restarts the container", [failed]),
            ],
            Facts = facts.ToImmutable(),
            Weights = weights,
            Explains = symptoms,
            Onset = failure.First < symptoms[0].Since ? failure.First : symptoms[0].Since,
            Summary =
                $"Container {container} of {subject.Named()} fails its {failure.Kind.ToLowerInvariant()} probe: {why}.",
        };
    }

    private static (string Cause, string Why, ImmutableArray<double> Weights) Decide(
        ProbeFailure failure,
        Container? spec,
        ObjectRef at,
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        Scene scene)
    {
        var ports = spec?.Ports.Where(p => p is not null).ToList() ?? [];
        if (failure.Port is { Text.Length: > 0 } port && ports.Count > 0 && failure.Status is null &&
            ports.All(p => p.Number != port.Number && p.Name != port.Text))
        {
            var declared = Say.List(
                ports.Select(p => p.Name is { Length: > 0 } ? $"{p.Number} ({p.Name})" : $"{p.Number}"));
            notes.Add(
                Sources.Spec, "probe-port", at, scene.Now,
                $"The probe asks port {port}; the container declares {declared}");
            facts["probePort"] = port.ToString();
            facts["containerPort"] = $"{ports[0].Number}";
            return (CauseCodes.ProbePort, $"it asks port {port}, and the container declares {declared}",
                [Confidence.Stated, Confidence.Derived]);
        }

        if (ProbeMismatch.Of(failure, spec, at, notes, facts, scene) is var (mismatch, reason))
        {
            return (mismatch, reason, [Confidence.Stated, Confidence.Derived]);
        }

        if (failure.Status is 404 or 405 or 410)
        {
            var path = failure.Probe?.HttpGet?.Path ?? "/";
            notes.Add(Sources.Spec, "probe-path", at, scene.Now, $"The probe asks for {path}");
            facts["path"] = path;
            return (CauseCodes.ProbePath, $"the path {path} answers {failure.Status}",
                [Confidence.Stated, Confidence.Derived]);
        }

        if (failure.Kind != "Readiness" && (failure.IsRefused || failure.IsTimeout) &&
            SlowStart(failure, at, notes, facts, scene))
        {
            return (CauseCodes.ProbeSlowStart, "the container needs longer to start than the probe allows",
                [Confidence.Derived, Confidence.Aligned]);
        }

        if (failure.IsTimeout && !failure.IsRefused && failure.AnswersLate)
        {
            var patience = failure.Probe?.TimeoutSeconds ?? 1;
            notes.Add(
                Sources.Spec, "probe-timeout", at, scene.Now, $"The probe waits {patience} s for an answer",
                ("seconds", patience));
            facts["timeoutSeconds"] = $"{patience}";
            return (CauseCodes.ProbeTimeout, $"no answer within its {patience} s",
                [Confidence.Derived, Confidence.Aligned]);
        }

        var how = failure.Status is { } status ? $"it answers {status}"
            : failure.IsRefused ? "nothing listens on its port"
            : failure.IsTimeout ? "it does not answer in time" : "it fails";
        return (CauseCodes.ProbeFailing, how, HasSpoken(scene, at)
            ? [Confidence.Derived, Confidence.Agreeing]
            : [Confidence.Derived]);
    }

    // A program that is not well mostly says why; a log without any reason speaks for the probe alone.
    private static bool HasSpoken(Scene scene, ObjectRef at) => new[] { false, true }.Any(previous =>
        scene.Folded(at.Namespace ?? "", at.Name, at.Container ?? "", previous) is { Lines: > 0 });

    // Every run lasted about as long as the probe's patience: it was still starting when it was ended.
    private static bool SlowStart(
        ProbeFailure failure, ObjectRef at, Notes notes, ImmutableSortedDictionary<string, string>.Builder facts,
        Scene scene)
    {
        var status = scene.Index.Objects.Find<Pod>(at.Namespace ?? "", at.Name)?.AllStatuses()
            .FirstOrDefault(s => s.Name == at.Container);
        var last = status?.State.Terminated ?? status?.LastState.Terminated;
        if (last is not { StartedAt: { } started, FinishedAt: { } ended } || status is null || status.RestartCount == 0)
        {
            return false;
        }

        var probe = failure.Probe;
        var patience =
            (probe?.InitialDelaySeconds ?? 0) + ((probe?.PeriodSeconds ?? 10) * (probe?.FailureThreshold ?? 3));
        var ran = (ended - started).TotalSeconds;
        if (ran > (patience * 1.5) + 45)
        {
            return false;
        }

        notes.Add(
            Sources.PodStatus, "short-runs", at, ended,
            $"Its last run was ended after {Say.Number(ran)} s; the probe waits {patience} s", ("ranSeconds", ran),
            ("patienceSeconds", patience));
        facts["patienceSeconds"] = $"{patience}";
        return true;
    }
}
