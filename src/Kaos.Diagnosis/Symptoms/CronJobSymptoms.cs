using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Schedules;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>CronJobs that do not run although they should. A suspended one is meant to rest.</summary>
internal static class CronJobSymptoms
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Recent = TimeSpan.FromHours(26);

    /// <summary>
    /// So many runs in a row must be lost: one may be skipped by design, two by a restart of the controller.
    /// </summary>
    public const int MostLost = 3;

    public static IEnumerable<Symptom> Of(WorldIndex index, CronJob job, Moment now)
    {
        if (!job.Spec.Suspend && job.Metadata.DeletionTimestamp is null && Why(index, job, now) is var (since, why))
        {
            yield return new Symptom(
                SymptomCodes.CronJobNotRunning, job.Ref(), job.Ref(), Severity.Warning, since,
                $"CronJob {job.Metadata.Name} does not run: {why}");
        }
    }

    /// <summary>
    /// Runs that were due since the last one began, latest first; empty where the zone or the schedule is not known.
    /// </summary>
    public static List<DateTimeOffset> Lost(CronJob job, DateTimeOffset now)
    {
        if (!CronSchedule.TryParse(job.Spec.Schedule, out var schedule, out _) ||
            job.Spec.Schedule.Contains("TZ=", StringComparison.Ordinal))
        {
            return [];
        }

        var zone = TimeZoneInfo.Utc;
        if (job.Spec.TimeZone is { Length: > 0 } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!))
        {
            return [];
        }

        var written = job.Metadata.ManagedFields.Where(m => m is { Subresource: null or "" }).Max(m => m.Time);
        var after = new[] { job.Status.LastScheduleTime, job.Metadata.CreationTimestamp, written }.Max() ?? now;
        return [.. schedule.Before(now - Grace, zone).TakeWhile(t => t > after).Take(50)];
    }

    private static (DateTimeOffset Since, string Why)? Why(WorldIndex index, CronJob job, DateTimeOffset now)
    {
        var created = job.Metadata.CreationTimestamp ?? now;
        if (!CronSchedule.TryParse(job.Spec.Schedule, out _, out var fault))
        {
            return (created, $"its schedule \"{job.Spec.Schedule}\" cannot be read: {fault}");
        }

        if (job.Spec.StartingDeadlineSeconds < 0)
        {
            return (created, $"its startingDeadlineSeconds is {job.Spec.StartingDeadlineSeconds}");
        }

        var told = index.EventsOf(job.Ref())
            .Where(e => e.Reason is "UnknownTimeZone" or "UnparseableSchedule" && now - (e.LastSeen ?? now) < Recent)
            .MaxBy(e => e.LastSeen);
        if (told is not null)
        {
            return (told.FirstSeen ?? now, Say.Short(told.Message ?? told.Reason ?? ""));
        }

        var lost = Lost(job, now);
        return lost.Count >= MostLost
            ? (lost[^1], $"{Say.Count(lost.Count, "run")} did not start since {Say.Clock(lost[^1])}")
            : null;
    }
}
