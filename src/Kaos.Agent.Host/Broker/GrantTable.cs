using System.Collections.Frozen;
using Kaos.Contracts.Grants;

namespace Kaos.Agent.Host.Broker;

/// <summary>
/// The closed table of what can be granted at all. What is not in it (Secrets, RBAC, namespaces, volumes, network
/// policies, admission, exec) is never granted, whoever asks. Pure.
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

    /// <summary>Null when the request may be granted; or why it may not.</summary>
    /// <param name="onboarded">Whether a namespace has the label.</param>
    public static string? Refusal(
        GrantRequest request, Func<string, bool> onboarded, BrokerOptions options) => request switch
        {
            { PlanHash.Length: not 64 } => "The plan hash is no SHA-256 in hex.",
            _ when !request.PlanHash.All(char.IsAsciiHexDigitLower) => "The plan hash is no SHA-256 in hex.",
            { IncidentId.Length: 0 } => "The incident is missing.",
            { Approvers: { IsDefaultOrEmpty: true } } => "Nobody has approved the plan.",
            { Rights: { IsDefaultOrEmpty: true } } => "No right was asked for.",
            _ => request.Rights.Select(right => Refusal(right, onboarded, options)).OfType<string>().FirstOrDefault(),
        };

    private static string? Refusal(GrantRight right, Func<string, bool> onboarded, BrokerOptions options)
    {
        if (right is { Group: "", Resource: "nodes", Verb: "patch", Namespace: null, Name.Length: > 0 })
        {
            return options.Nodes ? null : $"{right}: this broker gives no rights on nodes (Broker:Nodes).";
        }

        var resource = right.Group.Length == 0 ? right.Resource : $"{right.Resource}.{right.Group}";
        return !Verbs.TryGetValue(resource, out var verbs) || !verbs.Contains(right.Verb) ? $"{right}: never granted."
            : right.Namespace is not { Length: > 0 } place ? $"{right}: a namespace is missing."
            : System.Contains(place) || place == options.Namespace ? $"{right}: nothing is granted in {place}."
            : right.Name.Length == 0 &&
                (right.Verb != "create" || right.Resource.Contains('/')) ? $"{right}: the object's name is missing."
            : !onboarded(place) ? $"{right}: namespace {place} is not onboarded (label {Onboarded}=true)."
            : null;
    }

    private static string GroupOf(string resource) =>
        resource.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? resource[(dot + 1)..] : "";
}
