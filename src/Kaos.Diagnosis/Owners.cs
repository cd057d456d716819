using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis;

/// <summary>Who owns an object in the end.</summary>
public static class Owners
{
    // Owners of kinds that we cannot read (custom resources) or that do not make the pod (nodes of static pods) end the
    // walk.
    private static readonly HashSet<string> Followed =
        ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "Service"];

    private const int LongestChain = 8;

    /// <summary>
    /// The workload that people would name: Pod to ReplicaSet to Deployment, Pod to Job to CronJob. An object without
    /// such an owner is its own; an owner that was not read still counts by its name.
    /// </summary>
    public static ObjectRef TopOwner(ClusterObjects objects, ObjectRef of)
    {
        var whole = of.Whole();
        var item = objects.Find(whole.Kind, whole.Namespace ?? "", whole.Name);
        return item is null ? whole : TopOwner(objects, item);
    }

    internal static ObjectRef TopOwner(ClusterObjects objects, IKubernetesObject item)
    {
        for (var i = 0; i < LongestChain; i++)
        {
            if (item.Metadata.Controller is not { } owner || !Followed.Contains(owner.Kind))
            {
                return item.Ref();
            }

            if (objects.Find(owner.Kind, item.Metadata.Namespace, owner.Name) is not { } found)
            {
                return Unread(objects, item, owner);
            }

            item = found;
        }

        return item.Ref();
    }

    // A ReplicaSet that was not read bears its Deployment's name and the hash that its pods carry as a label.
    private static ObjectRef Unread(ClusterObjects objects, IKubernetesObject item, OwnerReference owner)
    {
        if (owner.Kind == "ReplicaSet" &&
            item.Metadata.Labels.TryGetValue("pod-template-hash", out var hash) &&
            owner.Name.EndsWith("-" + hash, StringComparison.Ordinal))
        {
            var name = owner.Name[..^(hash.Length + 1)];
            if (objects.Find<Deployment>(item.Metadata.Namespace, name) is not null)
            {
                return Refs.Of("Deployment", item.Metadata.Namespace, name);
            }
        }

        return Refs.Of(owner.Kind, item.Metadata.Namespace, owner.Name);
    }
}
