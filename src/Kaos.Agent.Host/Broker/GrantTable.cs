using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Contracts;
using Kaos.Contracts.Grants;

namespace Kaos.Agent.Host.Broker;

/// <summary>
/// The closed table of what can be granted at all. What is not in it (Secrets, RBAC, namespaces, volumes, network
/// policies, admission) is never granted, whoever asks; exec in one pod and one node only where that is set. Pure.
/// </summary>
internal static class GrantTable
{
    /// <summary>The label by which a namespace says that grants may be made in it.</summary>
    public const string Onboarded = "kaos/onboarded";

    private static readonly FrozenSet<string> System =
        FrozenSet.Create(StringComparer.Ordinal, "kube-system", "kube-public", "kube-node-lease");

    // Verbs by resource. Claims are never deleted: their data would go with them.
    private static readonly FrozenDictionary<string, string[]> Verbs = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["configmaps"] = ["create", "patch", "delete"],
        ["services"] = ["create", "patch", "delete"],
        ["pods"] = ["patch", "delete"],
        ["pods/eviction"] = ["create"],
        ["persistentvolumeclaims"] = ["patch"],
        ["deployments.apps"] = ["create", "patch", "delete"],
        ["statefulsets.apps"] = ["create", "patch", "delete"],
        ["daemonsets.apps"] = ["create", "patch", "delete"],
        ["jobs.batch"] = ["create", "patch", "delete"],
        ["cronjobs.batch"] = ["create", "patch", "delete"],
        ["horizontalpodautoscalers.autoscaling"] = ["create", "patch", "delete"],
        ["ingresses.networking.k8s.io"] = ["create", "patch", "delete"],
        ["poddisruptionbudgets.policy"] = ["create", "patch", "delete"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every right in the table, for the tests of the manifests: group, resource, verb.</summary>
    public static IEnumerable<(string Group, string Resource, string Verb)> All => Verbs.SelectMany(
        entry => entry.Value.Select(verb => (GroupOf(entry.Key), entry.Key.Split('.')[0], verb)));

    /// <summary>Null when the request may be granted; or why it may not, and what to do next.</summary>
    /// <param name="onboarded">Whether a namespace has the label.</param>
    public static Problem? Refusal(
        GrantRequest request, Func<string, bool> onboarded, BrokerOptions options) => request switch
        {
            { PlanHash.Length: not 64 } => No("The plan hash is no SHA-256 in hex."),
            _ when !request.PlanHash.All(char.IsAsciiHexDigitLower) => No("The plan hash is no SHA-256 in hex."),
            { IncidentId.Length: 0 } => No("The incident is missing."),
            { Approvers: { IsDefaultOrEmpty: true } } => No("Nobody has approved the plan."),
            _ => Refusal(request.Rights, onboarded, options),
        };

    /// <summary>The same for rights that no approved plan asks for yet.</summary>
    /// <param name="onboarded">Whether a namespace has the label.</param>
    public static Problem? Refusal(
        ImmutableArray<GrantRight> rights, Func<string, bool> onboarded, BrokerOptions options) =>
        rights.IsDefaultOrEmpty ? No("No right was asked for.")
        : rights.Select(right => Refusal(right, onboarded, options)).OfType<Problem>().FirstOrDefault();

    private static Problem? Refusal(GrantRight right, Func<string, bool> onboarded, BrokerOptions options)
    {
        if (right is { Group: "", Resource: "nodes", Verb: "patch", Namespace: null, Name.Length: > 0 })
        {
            return options.Nodes ? null : No(
                $"{right}: this broker gives no rights on nodes (Broker:Nodes).",
                "Add deploy/k8s/components/broker-nodes, or do it by hand.");
        }

        var isExec = right is { Group: "", Resource: "pods/exec", Verb: "create" or "get", Name.Length: > 0 };
        if (isExec && !options.Exec)
        {
            return No(
                $"{right}: this broker gives no right to run programs in pods (Broker:Exec).",
                "Add deploy/k8s/components/broker-exec, or do it by hand.");
        }

        var resource = right.Group.Length == 0 ? right.Resource : $"{right.Resource}.{right.Group}";
        var isListed = isExec || (Verbs.TryGetValue(resource, out var verbs) && verbs.Contains(right.Verb));
        return !isListed ? No($"{right}: never granted.")
            : right.Namespace is not { Length: > 0 } place ? No($"{right}: a namespace is missing.")
            : System.Contains(place) || place == options.Namespace
                ? No($"{right}: nothing is granted in {place}.")
            : right.Name.Length == 0 && (right.Verb != "create" || right.Resource.Contains('/'))
                ? No($"{right}: the object's name is missing.")
            : !onboarded(place) ? No(
                $"{right}: namespace {place} is not onboarded (label {Onboarded}=true).",
                $"Onboard {place} (deploy/k8s/components/broker/kustomization.yaml says how), or do it by hand.")
            : null;
    }

    private static Problem No(string why, string next = "Make another plan, or do it by hand.") =>
        new(ProblemCode.Forbidden, $"Not granted. {why}", next);

    private static string GroupOf(string resource) =>
        resource.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? resource[(dot + 1)..] : "";
}
