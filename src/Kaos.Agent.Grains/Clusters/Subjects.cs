using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>From whatever a report names to the workload that the report is about.</summary>
internal static partial class Subjects
{
    /// <summary>Workloads that people name: nothing that another one of them owns.</summary>
    public static IEnumerable<IKubernetesObject> Workloads(ClusterObjects objects) => objects.Deployments
        .Concat<IKubernetesObject>(objects.StatefulSets)
        .Concat(objects.DaemonSets)
        .Concat(objects.CronJobs)
        .Concat(objects.ReplicaSets.Where(IsOwn))
        .Concat(objects.Jobs.Where(IsOwn))
        .Concat(objects.Pods.Where(IsOwn));

    public static ObjectRef Ref(IKubernetesObject item) =>
        new(item.Kind, item.Metadata.Namespace.Length == 0 ? null : item.Metadata.Namespace, item.Metadata.Name);

    /// <summary>A pod that may be gone already: its name still tells whose it was. Null when it does not.</summary>
    public static ObjectRef? OfPod(ClusterObjects objects, string @namespace, string name)
    {
        if (objects.Find<Pod>(@namespace, name) is not null)
        {
            return Owners.TopOwner(objects, new ObjectRef("Pod", @namespace, name));
        }

        foreach (var (shape, kinds) in new[]
        {
            (DeploymentPod(), new[] { "Deployment" }),
            (OrdinalPod(), ["StatefulSet"]),
            (RandomPod(), ["DaemonSet", "ReplicaSet", "Job"]),
        })
        {
            var match = shape.Match(name);
            var owner = match.Success
                ? kinds.FirstOrDefault(kind => objects.Find(kind, @namespace, match.Groups["owner"].Value) is not null)
                : null;
            if (owner is not null)
            {
                return Owners.TopOwner(objects, new ObjectRef(owner, @namespace, match.Groups["owner"].Value));
            }
        }

        return null;
    }

    /// <summary>The one workload behind a Service; the Service itself when there is none, or more than one.</summary>
    public static ObjectRef BehindService(ClusterObjects objects, Service service)
    {
        var selector = service.Spec.Selector;
        var found = selector.Count == 0
            ? []
            : Workloads(objects)
                .Where(item =>
                    item.Metadata.Namespace == service.Metadata.Namespace && Covers(TemplateLabels(item), selector))
                .Select(Ref)
                .Take(2)
                .ToList();
        return found.Count == 1 ? found[0] : Ref(service);
    }

    private static IReadOnlyDictionary<string, string> TemplateLabels(IKubernetesObject item) => item switch
    {
        Deployment d => d.Spec.Template.Metadata.Labels,
        StatefulSet s => s.Spec.Template.Metadata.Labels,
        DaemonSet d => d.Spec.Template.Metadata.Labels,
        ReplicaSet r => r.Spec.Template.Metadata.Labels,
        _ => item.Metadata.Labels,
    };

    private static bool Covers(
        IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> selector) =>
        selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static bool IsOwn(IKubernetesObject item) => item.Metadata.Controller is null;

    [GeneratedRegex("^(?<owner>.+)-[a-z0-9]{5,10}-[a-z0-9]{5}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DeploymentPod();

    [GeneratedRegex("^(?<owner>.+)-[0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OrdinalPod();

    [GeneratedRegex("^(?<owner>.+)-[a-z0-9]{5}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RandomPod();
}
