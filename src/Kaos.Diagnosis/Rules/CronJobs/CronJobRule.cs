using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Schedules;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.CronJobs;

/// <summary>
/// A CronJob that does not run: what it asks for cannot be, a run that does not end is in its way, or runs were missed.
/// </summary>
internal sealed class CronJobRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.CronJobScheduleInvalid, CauseCodes.CronJobTimeZoneUnknown, CauseCodes.CronJobDeadlineInvalid,
        CauseCodes.CronJobBlocked, CauseCodes.CronJobMissed,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.CronJobNotRunning];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        // Where its pods have trouble of their own, they are why.
        if (complaint.Symptoms.All(s => s.Code == SymptomCodes.CronJobNotRunning) &&
            scene.Index.Objects.Find<CronJob>(complaint.Subject.Namespace ?? "", complaint.Subject.Name) is { } job)
        {
            yield return Judge(scene, complaint, job);
        }
    }

    private static Draft Judge(Scene scene, Complaint complaint, CronJob job)
    {
        var symptom = complaint.Symptoms[0];
        if (!CronSchedule.TryParse(job.Spec.Schedule, out _, out var fault) ||
            Told(scene, job, "UnparseableSchedule") is not null)
        {
            return Asked(scene, symptom, job, CauseCodes.CronJobScheduleInvalid, "schedule", job.Spec.Schedule,
                $"its schedule \"{job.Spec.Schedule}\" cannot be read{(fault.Length > 0 ? $": {fault}" : "")}");
        }

        if (job.Spec.StartingDeadlineSeconds is { } deadline and < 0)
        {
            return Asked(scene, symptom, job, CauseCodes.CronJobDeadlineInvalid, "startingDeadlineSeconds",
                deadline.ToString(CultureInfo.InvariantCulture),
                $"startingDeadlineSeconds is {deadline}, so no run is ever in time");
        }

        if (Told(scene, job, "UnknownTimeZone") is { } zone)
        {
            return Asked(scene, symptom, job, CauseCodes.CronJobTimeZoneUnknown, "timeZone", job.Spec.TimeZone ?? "",
                $"its time zone {job.Spec.TimeZone} is unknown: {Say.Short(zone.Message ?? "")}");
        }

        return Blocking(scene, job) is { } active ? Blocked(scene, symptom, job, active) : Missed(scene, symptom, job);
    }

    private static Event? Told(Scene scene, CronJob job, string reason) =>
        scene.Index.EventsOf(job.Ref()).Where(e => e.Reason == reason).MaxBy(e => e.LastSeen);

    private static Job? Blocking(Scene scene, CronJob job) => job.Spec.ConcurrencyPolicy == "Forbid"
        ? job.Status.Active.Select(a => scene.Index.Objects.Find<Job>(job.Metadata.Namespace, a?.Name ?? ""))
            .OfType<Job>()
            .OrderBy(j => j.Metadata.CreationTimestamp).FirstOrDefault()
        : null;

    private static Draft Asked(
        Scene scene, Symptom symptom, CronJob job, string cause, string field, string value, string why)
    {
        var notes = new Notes();
        var spec = notes.Add(Sources.Spec, field, job.Ref(), scene.Now, $"{job.Ref().Named()}: {why}");
        return Draft(symptom, job.Ref(), notes, [new Claim(why, [spec])], Facts.Of((field, value))) with
        {
            Cause = cause,
            Summary = $"{job.Ref().Named()} does not run: {why}.",
        };
    }

    private static Draft Blocked(Scene scene, Symptom symptom, CronJob job, Job active)
    {
        var notes = new Notes();
        var lost = CronJobSymptoms.Lost(job, scene.Now);
        var began = active.Status.StartTime ?? active.Metadata.CreationTimestamp ?? symptom.Since;
        var runs = notes.Add(
            Sources.Spec, "active", active.Ref(), began,
            $"Job {active.Metadata.Name} runs since {Say.Stamp(began)} and has not ended");
        var skipped = notes.Add(
            Sources.Spec, "lost-runs", job.Ref(), scene.Now,
            $"{Say.Count(lost.Count, "run")} did not start since; concurrencyPolicy is Forbid", ("lost", lost.Count));
        return Draft(symptom, job.Ref(), notes,
            [
                new Claim($"Job {active.Metadata.Name} runs since {Say.Clock(began)} and does not end", [runs]),
                new Claim($"So {Say.Count(lost.Count, "run")} did not start (concurrencyPolicy Forbid)", [skipped]),
            ],
            Facts.Of(
                ("job", active.Metadata.Name), ("lostRuns", lost.Count.ToString(CultureInfo.InvariantCulture)),
                ("schedule", job.Spec.Schedule))) with
        {
            Cause = CauseCodes.CronJobBlocked,
            Root = active.Ref(),
            Edit = active.Ref(),
            Summary = $"{job.Ref().Named()} does not run: Job {active.Metadata.Name} has not ended since {Say.Clock(began)}, and runs may not overlap.",
        };
    }

    private static Draft Missed(Scene scene, Symptom symptom, CronJob job)
    {
        var notes = new Notes();
        var lost = CronJobSymptoms.Lost(job, scene.Now);
        var last = job.Status.LastScheduleTime is { } ran
            ? $"the last one began at {Say.Stamp(ran)}"
            : "none ever began";
        var missed = notes.Add(
            Sources.Spec, "lost-runs", job.Ref(), scene.Now,
            $"{Say.Count(lost.Count, "run")} of \"{job.Spec.Schedule}\" did not start; {last}", ("lost", lost.Count));
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var why = job.Spec.StartingDeadlineSeconds is { } deadline and < 60
            ? $"each may begin no later than {deadline} s after its time (startingDeadlineSeconds)"
            : "the controller did not start them";
        var told = scene.Index.EventsOf(job.Ref()).Where(e => e.Type == "Warning").MaxBy(e => e.LastSeen);
        if (told is not null)
        {
            why = Say.Short(told.Message ?? "");
            var id = notes.Add(
                Sources.Events, "told", job.Ref(), told.LastSeen ?? scene.Now, $"{told.Reason}: {why}",
                ("times", told.Times));
            chain.Add(new Claim($"The controller says: {why}", [id]));
        }

        chain.Add(new Claim($"{Say.Count(lost.Count, "run")} did not start; {last}", [missed]));
        return Draft(symptom, job.Ref(), notes, chain.ToImmutable(), Facts.Of(
            ("lostRuns", lost.Count.ToString(CultureInfo.InvariantCulture)), ("schedule", job.Spec.Schedule),
            ("startingDeadlineSeconds", job.Spec.StartingDeadlineSeconds?.ToString(CultureInfo.InvariantCulture)))) with
        {
            Weights = told is null ? [Confidence.Derived, Confidence.Hint] : [Confidence.Derived, Confidence.Stated],
            Summary = $"{job.Ref().Named()} missed {Say.Count(lost.Count, "run")}: {why}.",
        };
    }

    private static Draft Draft(
        Symptom symptom, ObjectRef job, Notes notes, ImmutableArray<Claim> chain,
        ImmutableSortedDictionary<string, string> facts) => new()
        {
            Cause = CauseCodes.CronJobMissed,
            Severity = Severity.Warning,
            Root = job,
            Edit = job,
            Subject = job,
            Notes = notes,
            Chain = chain,
            Facts = facts,
            Weights = [Confidence.Stated, Confidence.Hint],
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = "",
        };
}
