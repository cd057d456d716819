using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Crashes;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Jobs;

/// <summary>A Job that gave up: how, and what its last pod said.</summary>
internal sealed class JobRule : IRule
{
    public ImmutableArray<string> Causes =>
        [CauseCodes.JobFailed, CauseCodes.JobDeadlineExceeded, CauseCodes.JobPodFailurePolicy];

    public ImmutableArray<string> Explains => [SymptomCodes.JobFailed];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.JobFailed))
        {
            if (LastPod(scene, symptom.Object) is var (pod, status))
            {
                foreach (var wish in Wishes.Logs(pod.Ref(), status.Name, previous: false, symptom.Since))
                {
                    yield return wish;
                }
            }
        }
    }

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.JobFailed))
        {
            if (scene.Index.Objects.Find<Job>(symptom.Object.Namespace ?? "", symptom.Object.Name) is { } job)
            {
                yield return Draft(scene, complaint.Subject, symptom, job);
            }
        }
    }

    private static Draft Draft(Scene scene, ObjectRef subject, Symptom symptom, Job job)
    {
        var failed = JobSymptoms.GaveUp(job);
        var notes = new Notes();
        var how = failed?.Reason switch
        {
            "BackoffLimitExceeded" =>
                $"it failed {job.Status.Failed} times, more than its limit of {job.Spec.BackoffLimit ?? 6} retries",
            "DeadlineExceeded" => $"it did not finish within {job.Spec.ActiveDeadlineSeconds} s",
            _ => Say.Short(failed?.Message ?? failed?.Reason ?? "it failed"),
        };
        var gaveUp = notes.Add(
            Sources.Spec, "job-failed", job.Ref(), symptom.Since, $"Job {job.Metadata.Name} gave up: {how}",
            ("failed", job.Status.Failed));
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts["reason"] = failed?.Reason ?? "";
        facts["job"] = job.Metadata.Name;
        if (FailedInARow(scene, job) is > 1 and var failures)
        {
            facts["failedRuns"] = failures.ToString(CultureInfo.InvariantCulture);
        }

        var weights = ImmutableArray.CreateBuilder<double>();
        weights.Add(failed?.Reason == "DeadlineExceeded" ? Confidence.Stated : Confidence.Derived);
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var said = "";
        if (LastPod(scene, job.Ref()) is var (pod, status))
        {
            TellPod(scene, pod, status, notes, facts, weights, chain, ref said);
        }

        chain.Add(new Claim($"Job {job.Metadata.Name} gave up: {how}", [gaveUp]));
        return new Draft
        {
            Cause = failed?.Reason switch
            {
                "DeadlineExceeded" => CauseCodes.JobDeadlineExceeded,
                "PodFailurePolicy" => CauseCodes.JobPodFailurePolicy,
                _ => CauseCodes.JobFailed,
            },
            Severity = Severity.Warning,
            Root = job.Ref(),
            Edit = subject,
            Subject = subject,
            Notes = notes,
            Chain = chain.ToImmutable(),
            Facts = facts.ToImmutable(),
            Weights = weights.ToImmutable(),
            Explains = [symptom],
            Onset = symptom.Since,
            Summary =
                $"{job.Ref().Named()} failed: {how}{(said.Length > 0 ? $"; its pod said \"{Say.Short(said)}\"" : "")}.",
        };
    }

    private static int FailedInARow(Scene scene, Job job) => job.Metadata.Controller is not { } owner
        ? 0
        : scene.Index.Objects.Jobs.Where(other => other.Metadata.Controller?.Uid == owner.Uid)
            .OrderByDescending(other => other.Metadata.CreationTimestamp)
            .SkipWhile(other => JobSymptoms.GaveUp(other) is null &&
                other.Status.Conditions.Condition("Complete") is not { IsTrue: true })
            .TakeWhile(other => JobSymptoms.GaveUp(other) is not null)
            .Count();

    private static void TellPod(
        Scene scene,
        Pod pod,
        ContainerStatus status,
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        ImmutableArray<Claim>.Builder chain,
        ref string said)
    {
        var at = pod.Ref() with { Container = status.Name };
        var ended = status.State.Terminated ?? status.LastState.Terminated;
        if (scene.Folded(pod.Metadata.Namespace, pod.Metadata.Name, status.Name, false) is { } folding &&
            folding.Patterns.Where(p => p.Level == LineLevel.Error).MaxBy(p => p.FirstIndex) is { } last)
        {
            said = last.Sample;
            weights.Add(Confidence.Aligned);
            var logged = notes.Add(
                Sources.Logs, "last-words", at, ended?.FinishedAt ?? scene.Now,
                $"Its last words: \"{Say.Short(said)}\"");
            chain.Add(new Claim($"Its pod fails with \"{Say.Short(said)}\"", [logged]));
        }

        if (ended is { ExitCode: not 0 })
        {
            facts["exitCode"] = ended.ExitCode.ToString(CultureInfo.InvariantCulture);
            weights.Add(Confidence.Agreeing);
            var meaning = ExitCodes.Meaning(ended.ExitCode) is { } known ? $" ({known})" : "";
            var exit = notes.Add(
                Sources.PodStatus, "exit", at, ended.FinishedAt ?? scene.Now,
                $"Container {status.Name} ended with exit code {ended.ExitCode}{meaning}",
                ("exitCode", ended.ExitCode));
            chain.Add(new Claim($"Its container ends with exit code {ended.ExitCode}", [exit]));
        }
    }

    private static (Pod Pod, ContainerStatus Status)? LastPod(Scene scene, ObjectRef job)
    {
        // Pods of a CronJob's Job are grouped under the CronJob.
        var owner = Owners.TopOwner(scene.Index.Objects, job);
        return scene.Index.PodsOf(owner)
            .Where(p => p.Metadata.Controller?.Name == job.Name)
            .OrderByDescending(p => p.Metadata.CreationTimestamp)
            .SelectMany(p => p.Status.ContainerStatuses.Where(s => s is not null)
                .OrderByDescending(s => (s.State.Terminated ?? s.LastState.Terminated)?.ExitCode ?? 0)
                .Select(s => ((Pod, ContainerStatus)?)(p, s)))
            .FirstOrDefault();
    }
}
