using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Views;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Health;

/// <summary>
/// How a cluster or a namespace is, from one look: every part is well, not well, or could not be seen. Pure; nothing is
/// read or opened for it.
/// </summary>
public static class HealthCheck
{
    private const int MostRemarks = 10;

    // What a person means by "is everything ok?". That metrics or a control plane do not show is no sign of illness.
    private static readonly string[] Essential = ["nodes", "workloads", "storage", "events"];

    /// <param name="namespace">Null: the whole cluster.</param>
    /// <param name="incidents">From the log, of this cluster and namespace; newest first.</param>
    public static HealthReport Of(ClusterSnapshot world, string? @namespace, IReadOnlyList<IncidentView> incidents)
    {
        var symptoms = TrustedSymptoms.Of(Examiner.Symptoms(world), world.NotRead)
            .Where(symptom =>
                @namespace is null || symptom.Object.Namespace == @namespace || symptom.Subject.Namespace == @namespace)
            .ToImmutableArray();
        var scene = new HealthScene(world, @namespace, symptoms);
        ImmutableArray<HealthPart> parts =
        [
            ObjectParts.Nodes(scene), ObjectParts.Workloads(scene), ObjectParts.Storage(scene),
            ObjectParts.Events(scene),
            AmountParts.Pressure(scene), AmountParts.Quotas(scene), PlaneParts.Certificates(scene),
            ServerPart.Of(scene), PlaneParts.ControlPlane(scene), PlaneParts.Apis(scene),
        ];
        return new HealthReport(
            world.ClusterName, @namespace, world.Now, State(parts), parts,
            [.. incidents.Where(incident => !IsOver(incident)).Take(MostRemarks)],
            [.. incidents.Where(IsOver).Take(MostRemarks)],
            [.. symptoms.Select(symptom => symptom.Subject).Where(subject => subject.Kind != nameof(Component))
                .Distinct().Take(MostRemarks)
                .Select(subject => FieldManagers.Of(world.Objects, subject)).OfType<ManagedObject>()],
            [.. Examiner.Remarks(world, @namespace).Take(MostRemarks)]);
    }

    /// <summary>Whether nothing more happens to it.</summary>
    internal static bool IsOver(IncidentView incident) => incident.State is not (
        IncidentState.Investigating or IncidentState.AwaitingChoice or IncidentState.AwaitingApproval
            or IncidentState.Executing
        or IncidentState.Watching);

    private static HealthState State(ImmutableArray<HealthPart> parts) =>
        parts.Any(part => part.State == HealthState.NotWell) ? HealthState.NotWell
        : parts.Any(part => part.State == HealthState.Unknown && Essential.Contains(part.Name)) ? HealthState.Unknown
        : HealthState.Well;
}
