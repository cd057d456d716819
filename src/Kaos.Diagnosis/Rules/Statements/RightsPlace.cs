using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>Where a missing right should stand, among the roles and bindings that there are.</summary>
internal static class RightsPlace
{
    /// <summary>
    /// A role that it has and that lacks the verb, a binding that leads nowhere or to another account, else the
    /// account.
    /// </summary>
    public static (ObjectRef Root, string Why) Of(ClusterObjects objects, RightsDenial denial, ObjectRef subject)
    {
        if (denial.Account is not var (home, name))
        {
            return (subject, $"No role that {denial.User} has allows it");
        }

        var account = Refs.Of("ServiceAccount", home, name);
        var bindings = objects.RoleBindings.Where(b =>
            denial.Namespace is null || b.Metadata.Namespace == denial.Namespace)
            .Select(b => (Item: (IKubernetesObject)b, b.RoleRef, b.Subjects))
            .Concat(objects.ClusterRoleBindings.Select(b => (Item: (IKubernetesObject)b, b.RoleRef, b.Subjects)))
            .OrderBy(b => b.Item.Ref().ToString(), StringComparer.Ordinal)
            .ToList();
        var own = bindings.Where(b =>
            b.Subjects.Any(s => s is { Kind: "ServiceAccount" } && s.Name == name && s.Namespace == home))
            .Select(b => (b.Item, b.RoleRef, Role: RoleOf(objects, b.Item.Metadata.Namespace, b.RoleRef)))
            .ToList();
        var near = own.FirstOrDefault(b => b.Role?.Rules.Any(r => Concerns(r, denial)) ?? false);
        if (near.Role is { } lacking)
        {
            var verbs = lacking.Rules.Where(r => Concerns(r, denial)).SelectMany(r => r.Verbs).Distinct();
            return (lacking.Ref,
                $"{lacking.Ref.Named()} allows {string.Join(", ", verbs)} on {denial.Resource}, not {denial.Verb}");
        }

        if (own.FirstOrDefault(
            b => b.Role is null && WasRead(objects, b.RoleRef)) is { Item: { } broken, RoleRef: var missing })
        {
            return (broken.Ref(),
                $"{broken.Ref().Named()} refers to {missing.Kind} {missing.Name}, which does not exist");
        }

        var astray = bindings.Where(b =>
            RoleOf(objects, b.Item.Metadata.Namespace, b.RoleRef)?.Rules.Any(r => Allows(r, denial)) ?? false)
            .FirstOrDefault(b =>
                b.Subjects.Any(s => s is { Kind: "ServiceAccount" } && s.Name == name && s.Namespace != home));
        if (astray.Item is { } other)
        {
            return (other.Ref(),
                $"{other.Ref().Named()} allows it to ServiceAccount {name} of another namespace than {home}");
        }

        return own.FirstOrDefault(b =>
            b.Role is not null && (b.Item.Metadata.Namespace.Length > 0 || IsAlone(b.RoleRef))).Role is { } some
            ? (some.Ref, $"{some.Ref.Named()}, which it has, says nothing of {denial.Resource}")
            : (account, $"No role that {account.Named()} has allows it");

        // A role for the whole cluster that nobody else has, and that the cluster did not come with, was made for it.
        bool IsAlone(RoleRef role) =>
            bindings.Where(b => b.RoleRef.Kind == role.Kind && b.RoleRef.Name == role.Name)
                .ToList() is [{ Subjects.Count: 1 }] &&
            objects.Find<ClusterRole>("", role.Name)?.Metadata.Labels.ContainsKey(
                "kubernetes.io/bootstrapping") == false;
    }

    private static bool WasRead(ClusterObjects objects, RoleRef role) =>
        role.Kind == "Role" ? objects.WasRead<Role>() : objects.WasRead<ClusterRole>();

    private static (ObjectRef Ref, IReadOnlyList<PolicyRule> Rules)? RoleOf(
        ClusterObjects objects, string @namespace, RoleRef role) => role.Kind == "Role"
        ? objects.Find<Role>(@namespace, role.Name) is { } found ? (found.Ref(), found.Rules) : null
        : objects.Find<ClusterRole>("", role.Name) is { } wide ? (wide.Ref(), wide.Rules) : null;

    private static bool Concerns(PolicyRule? rule, RightsDenial denial) => rule is not null &&
        rule.Resources.Any(r => r == denial.Resource || r == "*") &&
            rule.ApiGroups.Any(g => g == denial.Group || g == "*");

    private static bool Allows(PolicyRule? rule, RightsDenial denial) =>
        Concerns(rule, denial) && (rule?.Verbs.Any(v => v == denial.Verb || v == "*") ?? false);
}
