using System.Text.Json;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>Which other resources a resource needs, as far as its specification names them.</summary>
internal static class ResourceLinks
{
    public static IEnumerable<CustomResource> Of(WorldIndex index, CustomResource item) => (item.Kind switch
    {
        "Certificate" => Steps(index, item, "CertificateRequest")
            .Append(
                (item.Spec.Text("issuerRef", "kind") ?? "Issuer", Issuer(item), item.Spec.Text("issuerRef", "name"))),
        "CertificateRequest" => Steps(index, item, "Order")
            .Append(
                (item.Spec.Text("issuerRef", "kind") ?? "Issuer", Issuer(item), item.Spec.Text("issuerRef", "name"))),
        "Order" => Steps(index, item, "Challenge"),
        "Kustomization" => Dependencies(item).Append(Reference(item, "sourceRef")),
        "HelmRelease" => Dependencies(item).Append(Reference(item, "chart", "spec", "sourceRef")),
        "HelmChart" => [Reference(item, "sourceRef")],
        "Subscription" =>
        [
            ("InstallPlan", null, item.Status.Text("installPlanRef", "name")),
            ("CatalogSource", item.Spec.Text("sourceNamespace"), item.Spec.Text("source")),
        ],
        _ => Named(item).Concat(Made(index, item)),
    })
        .Select(link => index.Objects.Find(link.Item1, link.Item2 ?? item.Metadata.Namespace, link.Item3 ?? ""))
        .OfType<CustomResource>();

    // By convention a field secretStoreRef names a SecretStore, or says of which kind it is.
    private static IEnumerable<(string, string?, string?)> Named(CustomResource item)
    {
        var spec = item.Spec.At();
        return spec.ValueKind != JsonValueKind.Object
            ? []
            : spec.EnumerateObject()
                .Where(p =>
                    p.Name.EndsWith("Ref", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.Object)
                .Select(p => (Kind: p.Value.Text("kind") ?? char.ToUpperInvariant(p.Name[0]) + p.Name[1..^3], p.Value))
                .Select(p =>
                    (p.Kind, p.Kind.StartsWith("Cluster", StringComparison.Ordinal) ? "" : p.Value.Text("namespace"),
                    p.Value.Text("name")));
    }

    private static IEnumerable<(string, string?, string?)> Made(WorldIndex index, CustomResource item) => index
        .ControlledBy(item.Kind, item.Metadata.Namespace, item.Metadata.Name).OfType<CustomResource>()
        .OrderBy(made => made.Ref().ToString(), StringComparer.Ordinal)
        .Select(made => (made.Kind, (string?)made.Metadata.Namespace, (string?)made.Metadata.Name));

    // The newest that it controls; earlier ones are earlier tries.
    private static IEnumerable<(string, string?, string?)> Steps(
        WorldIndex index, CustomResource item, string kind) => index
        .Objects.CustomResources
        .Where(step => step.Kind == kind && step.Metadata.Namespace == item.Metadata.Namespace &&
            step.Metadata.Controller is { } owner && owner.Kind == item.Kind && owner.Name == item.Metadata.Name)
        .OrderByDescending(step => step.Metadata.CreationTimestamp)
        .ThenBy(step => step.Metadata.Name, StringComparer.Ordinal)
        .Take(1)
        .Select(step => (kind, (string?)step.Metadata.Namespace, (string?)step.Metadata.Name));

    private static string Issuer(CustomResource item) =>
        item.Spec.Text("issuerRef", "kind") == "ClusterIssuer" ? "" : item.Metadata.Namespace;

    private static IEnumerable<(string, string?, string?)> Dependencies(CustomResource item) =>
        item.Spec.Items("dependsOn").Select(d => (item.Kind, d.Text("namespace"), d.Text("name")));

    private static (string, string?, string?) Reference(CustomResource item, params ReadOnlySpan<string> path)
    {
        var at = item.Spec.At(path);
        return (at.Text("kind") ?? "", at.Text("namespace"), at.Text("name"));
    }
}
