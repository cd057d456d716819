using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>Workloads that may do more than they need: everything, or as the namespace's default account.</summary>
internal sealed class RightsRemarks : IRemarkRule
{
    private const string DefaultAccount = "default";

    public ImmutableArray<string> Codes => [RemarkCodes.DefaultServiceAccount, RemarkCodes.RightsEverything];

    public IEnumerable<Remark> Of(WorldIndex index) => Defaults(index)
        .Concat(index.Objects.ClusterRoleBindings.SelectMany(b => Everything(index, b, b.RoleRef, b.Subjects)))
        .Concat(index.Objects.RoleBindings.SelectMany(b => Everything(index, b, b.RoleRef, b.Subjects)));

    // Whoever has no rights at all may well run as the default account; only one with rights is worth a word.
    private static IEnumerable<Remark> Defaults(WorldIndex index)
    {
        var bound = index.Objects.RoleBindings.SelectMany(b => b.Subjects)
            .Concat(index.Objects.ClusterRoleBindings.SelectMany(b => b.Subjects))
            .Where(s => s is { Kind: "ServiceAccount", Name: DefaultAccount, Namespace: not null })
            .Select(s => s.Namespace)
            .ToHashSet();
        return Workload.All(index.Objects)
            .Where(w =>
                bound.Contains(w.Namespace) && w.Template.Spec.ServiceAccountName is (null or "" or DefaultAccount))
            .Select(w => new Remark(
                RemarkCodes.DefaultServiceAccount, w.Ref,
                $"{w.Ref.Named()} runs as ServiceAccount default, which has rights of its own in this cluster",
                "Give it a ServiceAccount of its own with the rights that it needs."));
    }

    private static IEnumerable<Remark> Everything(
        WorldIndex index, IKubernetesObject binding, RoleRef role, IReadOnlyList<RbacSubject> subjects)
    {
        var rules = role.Kind == "Role"
            ? index.Objects.Find<Role>(binding.Metadata.Namespace, role.Name)?.Rules
            : index.Objects.Find<ClusterRole>("", role.Name)?.Rules;
        if (rules is null || !rules.Any(IsEverything))
        {
            yield break;
        }

        var where = binding.Metadata.Namespace is { Length: > 0 } ns ? $"in namespace {ns}" : "in the whole cluster";
        foreach (var subject in subjects.Where(s => s is { Kind: "ServiceAccount" } && !IsSystem(s.Namespace)))
        {
            yield return new Remark(
                RemarkCodes.RightsEverything, binding.Ref(),
                $"{binding.Kind} {binding.Metadata.Name} lets ServiceAccount {subject.Namespace}/{subject.Name} do everything {where} " +
                $"({role.Kind} {role.Name}: verbs *, resources *)",
                "Bind a role with the verbs and resources that it uses; the audit log tells them.");
        }
    }

    private static bool IsSystem(string? @namespace) =>
        @namespace?.StartsWith("kube-", StringComparison.Ordinal) ?? false;

    private static bool IsEverything(PolicyRule? rule) =>
        rule is not null && rule.Verbs.Contains("*") && rule.Resources.Contains("*") &&
            rule.ApiGroups.Any(g => g is "*" or "");
}
