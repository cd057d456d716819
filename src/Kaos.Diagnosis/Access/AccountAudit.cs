using System.Collections.Immutable;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Access;

/// <summary>One ServiceAccount: who runs under it, and what is remarkable about it.</summary>
/// <param name="Pods">Pods that run under it now.</param>
/// <param name="Bindings">Bindings that name it.</param>
public sealed record AuditedAccount(
    string Namespace, string Name, int Pods, int Bindings, ImmutableArray<string> Remarks)
{
    /// <summary>Every verb on everything, in the whole cluster.</summary>
    public bool HasEverything { get; init; }
}

/// <summary>ServiceAccounts that nobody uses, that have too much, or that should not be used. Pure.</summary>
public static class AccountAudit
{
    private static readonly AccessAction Anything = new("*", "*", "*", null);

    /// <param name="namespace">Null: all.</param>
    public static ImmutableArray<AuditedAccount> Of(ClusterObjects objects, string? @namespace)
    {
        var pods = objects.Pods
            .ToLookup(pod =>
                (pod.Metadata.Namespace,
                    string.IsNullOrEmpty(pod.Spec.ServiceAccountName) ? "default" : pod.Spec.ServiceAccountName));
        var used = Templates(objects).ToHashSet();
        var accounts = objects.ServiceAccounts.Select(account => (account.Metadata.Namespace, account.Metadata.Name))
            .Concat(pods.Select(group => group.Key)).Distinct()
            .Where(key => @namespace is null || key.Namespace == @namespace)
            .OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Item2, StringComparer.Ordinal);
        return [.. accounts.Select(key => One(objects, key.Namespace, key.Item2, pods[key].Count(), used.Contains(key)))];
    }

    private static AuditedAccount One(ClusterObjects objects, string @namespace, string name, int pods, bool isNamed)
    {
        var subject = new AccessSubject("ServiceAccount", @namespace, name);
        var remarks = ImmutableArray.CreateBuilder<string>();
        var bindings = objects.ClusterRoleBindings.Count(binding =>
            binding.Subjects.Any(one => Means(one, @namespace, name, ""))) +
            objects.RoleBindings.Count(binding =>
                binding.Subjects.Any(one => Means(one, @namespace, name, binding.Metadata.Namespace)));
        var held = AccessRules.Of(objects, subject);
        var everything = held.Any(rule => rule.Namespace is null && AccessRules.Allows(rule.Rule, Anything));
        if (everything)
        {
            remarks.Add("has cluster-admin: every verb on everything");
        }
        else if (held.Any(rule => rule.Rule.Verbs.Contains("*") && rule.Rule.Resources.Contains("*")))
        {
            remarks.Add("every verb on every resource of a namespace or group");
        }

        if (objects.ServiceAccounts.All(
            account => account.Metadata.Namespace != @namespace || account.Metadata.Name != name) &&
            objects.WasRead<ServiceAccount>())
        {
            remarks.Add("does not exist, and pods name it");
        }

        if (name == "default" && pods > 0)
        {
            remarks.Add(bindings > 0 ? "default account in use, with rights of its own" : "default account in use");
        }

        if (name != "default" && pods == 0 && !isNamed)
        {
            remarks.Add(bindings > 0 ? "no workload uses it, and it has rights" : "unused");
        }

        return new AuditedAccount(
            @namespace, name, pods, bindings, remarks.ToImmutable())
        { HasEverything = everything };
    }

    private static bool Means(RbacSubject subject, string @namespace, string name, string bindingNamespace) =>
        subject.Kind == "ServiceAccount" && subject.Name == name &&
            (subject.Namespace ?? bindingNamespace) == @namespace;

    // Scaled to zero, or between two runs, a workload still uses its account.
    private static IEnumerable<(string, string)> Templates(ClusterObjects objects) =>
        objects.Deployments.Select(item => (item.Metadata.Namespace, item.Spec.Template.Spec))
            .Concat(objects.StatefulSets.Select(item => (item.Metadata.Namespace, item.Spec.Template.Spec)))
            .Concat(objects.DaemonSets.Select(item => (item.Metadata.Namespace, item.Spec.Template.Spec)))
            .Concat(objects.Jobs.Select(item => (item.Metadata.Namespace, item.Spec.Template.Spec)))
            .Concat(
                objects.CronJobs.Select(item => (item.Metadata.Namespace, item.Spec.JobTemplate.Spec.Template.Spec)))
            .Select(item =>
                (item.Namespace,
                    string.IsNullOrEmpty(item.Item2.ServiceAccountName) ? "default" : item.Item2.ServiceAccountName));
}
