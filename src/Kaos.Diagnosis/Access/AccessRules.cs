using System.Collections.Immutable;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Access;

/// <summary>
/// Who may do what by RBAC: roles, cluster roles with what they aggregate, and bindings. Other authorizers (the node's,
/// a webhook) and admission may allow or refuse more. Pure.
/// </summary>
public static class AccessRules
{
    /// <summary>Every grant in force for the action, in a fixed order.</summary>
    public static ImmutableArray<AccessGrant> WhoMay(ClusterObjects objects, AccessAction action) =>
    [
        .. Bound(objects)
            .Where(bound => bound.Namespace is null || action.Namespace is null || bound.Namespace == action.Namespace)
            .Where(bound => bound.Namespace is null || action.Namespace is not null || IsInAnyNamespace(action))
            .SelectMany(bound =>
                bound.Rules.Where(part => Allows(part.Rule, action)).Take(1)
                    .SelectMany(part => bound.Subjects.Select(subject => new AccessGrant(
                        subject, bound.Namespace, part.Rule.ResourceNames, bound.Via + part.From, part.Rule))))
            .OrderBy(grant => grant.Subject.ToString(), StringComparer.Ordinal)
            .ThenBy(grant => grant.Via, StringComparer.Ordinal),
    ];

    /// <summary>The rules that hold for a subject, by itself or through its groups.</summary>
    public static ImmutableArray<HeldRule> Of(ClusterObjects objects, AccessSubject subject)
    {
        var groups = subject.Groups.ToList();
        return
        [
            .. Bound(objects)
                .Where(bound => bound.Subjects.Any(one => subject.Is(one) || groups.Contains(one)))
                .SelectMany(bound =>
                    bound.Rules.Select(part => new HeldRule(part.Rule, bound.Namespace, bound.Via + part.From)))
                .OrderBy(held => held.Namespace ?? "", StringComparer.Ordinal)
                .ThenBy(held => held.Via, StringComparer.Ordinal),
        ];
    }

    /// <summary>The grants by which a subject may do it; empty: RBAC does not allow it.</summary>
    public static ImmutableArray<AccessGrant> May(ClusterObjects objects, AccessSubject subject, AccessAction action)
    {
        var groups = subject.Groups.ToList();
        return [.. WhoMay(objects, action).Where(grant => subject.Is(grant.Subject) || groups.Contains(grant.Subject))];
    }

    /// <summary>
    /// Whether a rule allows an action; a rule for some names allows it when one of them is asked for, or any.
    /// </summary>
    public static bool Allows(PolicyRule rule, AccessAction action) => action.Path is { } path
        ? Has(rule.Verbs, action.Verb) && rule.NonResourceUrls.Any(url => Reaches(url, path))
        : Has(rule.Verbs, action.Verb) && Has(rule.ApiGroups, action.Group) &&
            HasResource(rule.Resources, action.Resource) &&
        (rule.ResourceNames.Count == 0 || (action.Verb is not ("list" or "watch" or "create" or "deletecollection") &&
            (action.Name is null || rule.ResourceNames.Contains(action.Name))));

    /// <summary>
    /// A ClusterRole's rules with those of all roles that it aggregates, also where no controller has summed them up
    /// yet.
    /// </summary>
    public static IReadOnlyList<PolicyRule> Effective(ClusterObjects objects, ClusterRole role) =>
        [.. Parts(objects, role, [role.Metadata.Name]).Select(part => part.Rule)];

    // Each rule once, told by the role that it was written in: a sum repeats what it was made of.
    private static IReadOnlyList<RulePart> Parts(ClusterObjects objects, ClusterRole role, HashSet<string> seen)
    {
        if (role.AggregationRule is not { } sum)
        {
            return [.. role.Rules.Select(rule => new RulePart(rule, ""))];
        }

        var written = objects.ClusterRoles
            .Where(other => sum.ClusterRoleSelectors.Any(selector => selector.Matches(other.Metadata.Labels)) &&
                seen.Add(other.Metadata.Name))
            .SelectMany(other => Parts(objects, other, seen)
                .Select(part => part.From.Length > 0 ? part : part with { From = $" (from {other.Metadata.Name})" }));
        return [.. written.Concat(role.Rules.Select(rule => new RulePart(rule, "")))
            .DistinctBy(part => Key(part.Rule))];
    }

    private static string Key(PolicyRule rule) => string.Join(
        '|', new[] { rule.Verbs, rule.ApiGroups, rule.Resources, rule.ResourceNames, rule.NonResourceUrls }
            .Select(list => string.Join(',', list.Order(StringComparer.Ordinal))));

    private static IEnumerable<BoundRules> Bound(ClusterObjects objects)
    {
        foreach (var binding in objects.ClusterRoleBindings)
        {
            yield return new BoundRules(
                null, Rules(objects, binding.RoleRef, ""), Subjects(binding.Subjects, ""),
                $"ClusterRoleBinding {binding.Metadata.Name} -> {binding.RoleRef.Kind} {binding.RoleRef.Name}");
        }

        foreach (var binding in objects.RoleBindings)
        {
            yield return new BoundRules(
                binding.Metadata.Namespace, Rules(objects, binding.RoleRef, binding.Metadata.Namespace),
                Subjects(binding.Subjects, binding.Metadata.Namespace),
                $"RoleBinding {binding.Metadata.Namespace}/{binding.Metadata.Name} -> {binding.RoleRef.Kind} {binding.RoleRef.Name}");
        }
    }

    private static IReadOnlyList<RulePart> Rules(
        ClusterObjects objects, RoleRef of, string @namespace) => of.Kind == "Role"
        ? [.. (objects.Find<Role>(@namespace, of.Name)?.Rules ?? []).Select(rule => new RulePart(rule, ""))]
        : objects.Find<ClusterRole>("", of.Name) is { } role ? Parts(objects, role, [of.Name]) : [];

    private static IReadOnlyList<AccessSubject> Subjects(IReadOnlyList<RbacSubject> subjects, string @namespace) =>
    [
        .. subjects.Select(subject => new AccessSubject(
            subject.Kind, subject.Kind == "ServiceAccount" ? subject.Namespace ?? @namespace : null, subject.Name)),
    ];

    // "In all namespaces" also asks who may do it in one of them; of the cluster's own objects a RoleBinding gives
    // nothing.
    private static bool IsInAnyNamespace(AccessAction action) => action.Path is null &&
        action.Resource.Split('/')[0] is not ("nodes" or "namespaces" or "persistentvolumes" or "clusterroles" or "clusterrolebindings" or "storageclasses" or "customresourcedefinitions");

    private static bool Has(IReadOnlyList<string> allowed, string wanted) =>
        allowed.Contains("*") || allowed.Contains(wanted);

    private static bool HasResource(IReadOnlyList<string> allowed, string wanted)
    {
        var slash = wanted.IndexOf('/', StringComparison.Ordinal);
        return Has(allowed, wanted) || (slash >= 0 && allowed.Contains("*" + wanted[slash..]));
    }

    private static bool Reaches(string url, string path) => url == "*" || url == path ||
        (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal));

    /// <param name="From">The aggregated role that it was written in, for people; empty for the role's own.</param>
    private sealed record RulePart(PolicyRule Rule, string From);

    private sealed record BoundRules(
        string? Namespace, IReadOnlyList<RulePart> Rules, IReadOnlyList<AccessSubject> Subjects, string Via);
}

/// <param name="Namespace">Where it holds; null: everywhere.</param>
/// <param name="Via">The binding and the role, for people.</param>
public sealed record HeldRule(PolicyRule Rule, string? Namespace, string Via);
