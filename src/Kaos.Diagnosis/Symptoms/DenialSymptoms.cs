using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Statements;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Programs that run, and report in events that the API server refuses them something, again and again. A refusal that
/// was met once is how a program finds out what it may do.
/// </summary>
internal static class DenialSymptoms
{
    private const int Fewest = 3;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(20);

    public static IEnumerable<Symptom> Of(WorldIndex index, Event item, Moment now)
    {
        if (item.Times >= Fewest && Denial(item) is { Account: var (home, account) } denial &&
            !now.IsPast(item.LastSeen ?? now, Recent))
        {
            var about = Refs.Of(
                item.InvolvedObject.Kind ?? "", item.InvolvedObject.Namespace, item.InvolvedObject.Name ?? "");
            yield return new Symptom(
                SymptomCodes.AccessDenied, about, Runner(index, home, account) ?? Owners.TopOwner(index.Objects, about),
                Severity.Warning,
                item.FirstSeen ?? now,
                $"{denial.User} may not {denial.Words}, said {item.Times} times on {about.Named()}");
        }
    }

    // Events of a denial themselves, and all of them when somebody begins or ceases to run under an account.
    public static IEnumerable<Event> Touched(WorldIndex index, ObjectChange change) => change.Any switch
    {
        Event => change.After is Event item ? [item] : [],
        Deployment or StatefulSet or DaemonSet or CronJob or ReplicaSet or Job
            or Pod when Account(change.Before) != Account(change.After) =>
            index.Objects.Events.Where(e => e.Times >= Fewest && Denial(e) is not null),
        _ => [],
    };

    /// <summary>What the event says is refused to a ServiceAccount; null for any other event.</summary>
    public static RightsDenial? Denial(Event item) =>
        item.Type == "Warning" && item.Message is { } text && RightsDenial.Parse(text) is { Account: not null } denial
            ? denial
            : null;

    // The one workload under that account; of several nobody can tell who asked.
    private static ObjectRef? Runner(WorldIndex index, string home, string account) =>
        index.WorkloadsIn(home).Where(w => w.Template.Spec.ServiceAccountName == account).Take(2)
            .ToList() is [var only] ? only.Ref : null;

    private static string? Account(IKubernetesObject? item) =>
        item is not null && Workload.IsTop(item) ? Workload.Of(item)?.Template.Spec.ServiceAccountName ?? "" : null;
}
