using System.Text;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>
/// The smallest roles and bindings that allow what was refused, as manifests for whoever owns the cluster's rights.
/// </summary>
internal static class RightsFix
{
    private const string ApiGroup = "rbac.authorization.k8s.io";

    /// <summary>
    /// Of one account; empty where the user is none. One role for each scope, one rule for each API group and set of
    /// verbs.
    /// </summary>
    public static string Of(IReadOnlyCollection<RightsDenial> denials)
    {
        if (denials.FirstOrDefault()?.Account is not var (home, account))
        {
            return "";
        }

        return string.Join("---\n", denials
            .GroupBy(d => d.Namespace)
            .OrderBy(scope => scope.Key ?? "", StringComparer.Ordinal)
            .Select(scope => One(home, account, scope.Key, [.. scope])));
    }

    private static string One(string home, string account, string? scope, IReadOnlyList<RightsDenial> denials)
    {
        var (kind, place) = scope is null ? ("ClusterRole", "") : ("Role", $"\n  namespace: {scope}");
        var name = denials is [var only]
            ? $"{account}-{only.Verb}-{only.Resource.Replace('/', '-')}"
            : $"{account}-more";
        var text = new StringBuilder()
            .Append($"apiVersion: {ApiGroup}/v1\nkind: {kind}\nmetadata:\n  name: {name}{place}\nrules:\n");
        var rules = denials
            .GroupBy(d => (d.Group, d.Resource))
            .Select(g => (g.Key.Group, g.Key.Resource, Verbs: List(g.Select(d => d.Verb))))
            .GroupBy(r => (r.Group, r.Verbs))
            .OrderBy(r => r.Key.Group, StringComparer.Ordinal).ThenBy(r => r.Key.Verbs, StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            text.Append($"- apiGroups: [\"{rule.Key.Group}\"]\n  resources: [{List(rule.Select(r => r.Resource))}]\n  verbs: [{rule.Key.Verbs}]\n");
        }

        return text
            .Append($"---\napiVersion: {ApiGroup}/v1\nkind: {kind}Binding\nmetadata:\n  name: {name}{place}\n")
            .Append($"roleRef:\n  apiGroup: {ApiGroup}\n  kind: {kind}\n  name: {name}\n")
            .Append($"subjects:\n- kind: ServiceAccount\n  name: {account}\n  namespace: {home}\n")
            .ToString();
    }

    private static string List(IEnumerable<string> words) =>
        string.Join(", ", words.Distinct().Order(StringComparer.Ordinal).Select(w => $"\"{w}\""));
}
