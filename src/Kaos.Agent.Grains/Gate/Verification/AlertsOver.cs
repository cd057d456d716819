using System.Globalization;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>
/// Whether alerts still fire about a workload: as Alertmanager lists them, else as its webhook told. That nothing was
/// heard may mean that nobody told KAOS, and is unknown. Pure.
/// </summary>
internal static class AlertsOver
{
    private const string Name = "alerts";

    /// <summary>The list that is asked for.</summary>
    public static readonly ReadRequest.Alerts Request = new();

    /// <param name="heard">About the subject, from the webhook.</param>
    /// <param name="from">When the last step was complete, in cluster time.</param>
    public static EffectPart Of(CaseFile file, ObjectRef subject, IReadOnlyList<TroubleNote> heard, DateTimeOffset from)
    {
        if (file.Done.Contains(Request) && WhyNot(file.World) is null)
        {
            var firing = file.World.Alerts.Count(alert => IsAbout(alert, subject, file.World));
            return Part(firing, $"none fires for {subject.Name}", subject);
        }

        // What began before the fix and was not heard of since may be over: not every Alertmanager tells.
        var known = heard.Where(alert => alert.Over || alert.At >= from).ToArray();
        return heard.Count == 0
            ? new(Name, null,
                $"no alert about {subject.Name} was heard, and the list of alerts was not read ({WhyNot(file.World) ?? "nobody asked"})")
            : known.Length < heard.Count
            ? new(
                Name, null, $"an alert about {subject.Name} fired before the change, and nothing was heard of it since")
            : Part(
                known.Count(alert => !alert.Over), $"all that fired for {subject.Name} were told to be over",
                subject);
    }

    private static EffectPart Part(int firing, string none, ObjectRef subject) => firing == 0
        ? new(Name, 1, none)
        : new(Name, 0, string.Create(CultureInfo.InvariantCulture, $"{firing} still firing for {subject.Name}"));

    private static string? WhyNot(ClusterSnapshot world) =>
        world.NotRead.FirstOrDefault(part => part.What == Name)?.Why;

    // What KAOS itself raised for people says nothing about the workload.
    private static bool IsAbout(Alert alert, ObjectRef subject, ClusterSnapshot world) =>
        !AlertmanagerSignals.IsOwn(alert.Labels)
        && (SubjectOf(alert, world) == subject with { Container = null }
            || (alert.Labels.GetValueOrDefault("namespace") == subject.Namespace &&
                alert.Labels.Values.Contains(subject.Name)));

    private static ObjectRef? SubjectOf(Alert alert, ClusterSnapshot world)
    {
        var name = alert.Labels.GetValueOrDefault("alertname", "");
        return AlertSubjects.Of(
            world.Objects, name, AlertSymptoms.Of(name, alert.Labels.GetValueOrDefault("reason")), alert.Labels);
    }
}
