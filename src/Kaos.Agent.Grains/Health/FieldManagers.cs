using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Health;

/// <summary>
/// Who manages an object: a GitOps tool, a chart, an operator or a person, told from its labels, owners and field
/// managers. Whoever else changes it is overruled sooner or later. Pure.
/// </summary>
public static class FieldManagers
{
    private static readonly (string Key, string Tool)[] Marks =
    [
        ("argocd.argoproj.io/tracking-id", "Argo CD"), ("argocd.argoproj.io/instance", "Argo CD"),
        ("kustomize.toolkit.fluxcd.io/name", "Flux (Kustomization)"),
        ("helm.toolkit.fluxcd.io/name", "Flux (HelmRelease)"),
        ("meta.helm.sh/release-name", "Helm"),
    ];

    private static readonly (string Word, string Tool)[] Writers =
    [
        ("argocd", "Argo CD"), ("kustomize-controller", "Flux"), ("helm-controller", "Flux"), ("helm", "Helm"),
        ("terraform", "Terraform"), ("pulumi", "Pulumi"),
    ];

    private static readonly string[] People = ["kubectl", "k9s", "lens", "oc", "mozilla", "dashboard", "headlamp"];
    private static readonly string[] OwnControllers =
        ["kube-controller-manager", "kube-scheduler", "kubelet", "kube-apiserver", "deployment-controller"];

    /// <summary>Null when the object is not known.</summary>
    public static ManagedObject? Of(ClusterObjects objects, ObjectRef of) =>
        objects.Find(of.Kind, of.Namespace ?? "", of.Name) is { } item ? new ManagedObject(of, Sentence(item)) : null;

    private static string Sentence(IKubernetesObject item)
    {
        var meta = item.Metadata;
        var said = new List<string>();
        if (meta.Controller is { } owner)
        {
            said.Add($"{owner.Kind} {owner.Name} ({owner.ApiVersion}) owns it and puts back what others change");
        }

        foreach (var (key, tool) in Marks)
        {
            if (meta.Annotations.TryGetValue(key, out var value) || meta.Labels.TryGetValue(key, out value))
            {
                said.Add($"{tool} manages it ({key}={value}): change it in its repository or values");
                break;
            }
        }

        said.AddRange(meta.ManagedFields
            .Where(entry => entry.Subresource != "status" && !OwnControllers.Contains(entry.Manager))
            .OrderByDescending(entry => entry.Time)
            .DistinctBy(entry => entry.Manager)
            .Select(entry =>
                $"{Writer(entry.Manager)} wrote {(entry.Subresource is { } part ? $"its {part}" : "fields")}{When(entry)}"));
        return said.Count == 0
            ? "nobody is named: no owner, no tool's mark, no field manager was read"
            : string.Join("; ", said);
    }

    /// <summary>The tool whose mark the object bears; null where it bears none.</summary>
    internal static string? ToolOf(IKubernetesObject item) => Marks.FirstOrDefault(mark =>
        item.Metadata.Annotations.ContainsKey(mark.Key) || item.Metadata.Labels.ContainsKey(mark.Key)).Tool;

    /// <summary>A writer with what it is: <c>a person with kubectl-edit</c>, <c>Helm as helm</c>.</summary>
    internal static string Writer(string manager) =>
        manager is "" or "unknown" ? "a writer that the cluster does not name"
        : manager.StartsWith("autoscaler ", StringComparison.Ordinal) ? manager
        : Writers.FirstOrDefault(writer =>
            manager.Contains(writer.Word, StringComparison.OrdinalIgnoreCase)).Tool is { } tool ? $"{tool} as {manager}"
        : People.Any(word => manager.StartsWith(word, StringComparison.OrdinalIgnoreCase)) ? $"a person with {manager}"
        : $"a controller or script named {manager}";

    private static string When(ManagedFieldsEntry entry) =>
        entry.Time is { } at
            ? string.Create(CultureInfo.InvariantCulture, $" on {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : "";
}
