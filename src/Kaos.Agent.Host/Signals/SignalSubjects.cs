using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Host.Signals;

/// <summary>Places what a report names by what the clusters hold now.</summary>
internal static class SignalSubjects
{
    private const int MostOwners = 8;

    public static Result<SubjectPlace> Place(IClusters clusters, string? cluster, ObjectRef subject)
    {
        var found = cluster is not null ? clusters.Find(cluster) : clusters.All is [var only] ? only : null;
        if (found is null)
        {
            var names = string.Join(", ", clusters.All.Select(static known => known.Name));
            return new Problem(
                ProblemCode.NotFound,
                cluster is null ? "The report names no cluster, and there is not exactly one."
                : $"KAOS does not work on a cluster '{cluster}'.",
                names.Length == 0 ? "No cluster is connected; see /readyz." : $"Name one of: {names}.");
        }

        return new SubjectPlace(found.Name, clusters.TenantOf(found.Name, subject.Namespace), TopOwner(found, subject));
    }

    // A name that the cluster does not hold stays as it was given: the report may be ahead of the watch.
    private static ObjectRef TopOwner(ICluster cluster, ObjectRef subject)
    {
        var objects = cluster.Look().Objects;
        for (var i = 0; i < MostOwners; i++)
        {
            var owner = objects.All()
                .FirstOrDefault(item => item.Kind == subject.Kind && item.Metadata.Name == subject.Name
                    && item.Metadata.Namespace == (subject.Namespace ?? ""))
                ?.Metadata.Controller;
            if (owner is null || owner.Kind == "Node")
            {
                break;
            }

            subject = new ObjectRef(owner.Kind, subject.Namespace, owner.Name);
        }

        return subject;
    }
}
