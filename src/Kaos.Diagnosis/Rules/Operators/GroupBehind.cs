using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>
/// The OperatorGroups of the namespace into which an operator should be installed: exactly one is wanted, with a set of
/// namespaces that the operator says it can watch.
/// </summary>
internal static class GroupBehind
{
    private const string Group = "operators.coreos.com";

    public static Behind? Of(Scene scene, CustomResource item)
    {
        var ns = item.Metadata.Namespace;
        var groups = scene.Index.Objects.CustomResources
            .Where(c => c is { Kind: "OperatorGroup", Group: Group } && c.Metadata.Namespace == ns)
            .OrderBy(c => c.Metadata.CreationTimestamp).ThenBy(c => c.Metadata.Name, StringComparer.Ordinal).ToList();
        return groups switch
        {
            [] when !SaysNone(item) => null,
            [] => new Behind(
                CauseCodes.OperatorGroupInvalid, Refs.Of("Namespace", null, ns), $"Namespace {ns} has no OperatorGroup")
            {
                Facts = Facts.Of(("fix", Manifest(ns))),
            },
            [var only] => new Behind(
                CauseCodes.OperatorGroupInvalid, only.Ref(),
                $"{only.Ref().Named()} {Targets(only)}, {Supported(item)}"),
            _ => new Behind(
                CauseCodes.OperatorGroupInvalid, groups[^1].Ref(),
                $"Namespace {ns} has {groups.Count} OperatorGroups ({Say.List(groups.Select(g => g.Metadata.Name))}); {groups[^1].Metadata.Name} came last"),
        };
    }

    // Groups may not have been read; only OLM knows that there are none.
    private static bool SaysNone(CustomResource item) => item.Status.Text("reason") == "NoOperatorGroup" ||
        item.Conditions.Any(c => c.Message?.Contains("no operator", StringComparison.OrdinalIgnoreCase) ?? false);

    private static string Targets(CustomResource group)
    {
        var named = group.Spec.At("targetNamespaces").Texts().ToList();
        return named.Count > 0 ? $"targets {Say.List(named)}"
            : group.Spec.At("selector").ValueKind == System.Text.Json.JsonValueKind.Object ? "targets the namespaces that its selector takes"
            : "targets all namespaces";
    }

    private static string Supported(CustomResource item)
    {
        var modes = item.Spec.Items("installModes").Where(m => m.Text("supported") == "true")
            .Select(m => m.Text("type")).OfType<string>().ToList();
        return modes.Count > 0
            ? $"and the operator supports only {Say.List(modes, 4)}"
            : "which the operator does not support";
    }

    private static string Manifest(string ns) =>
        $"apiVersion: {Group}/v1\nkind: OperatorGroup\nmetadata:\n  name: {ns}\n  namespace: {ns}\nspec:\n  targetNamespaces: [\"{ns}\"]\n";
}
