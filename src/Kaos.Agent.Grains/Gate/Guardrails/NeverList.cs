using System.Collections.Frozen;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>What KAOS never does, at no level, with no approval and under no policy.</summary>
internal sealed class NeverList : IGuardrail
{
    private const int MostObjects = 3;

    private static readonly FrozenDictionary<string, string> Kinds = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Namespace"] = "namespaces",
        ["PersistentVolume"] = "persistent volumes",
        ["StorageClass"] = "storage classes",
        ["Role"] = "RBAC",
        ["ClusterRole"] = "RBAC",
        ["RoleBinding"] = "RBAC",
        ["ClusterRoleBinding"] = "RBAC",
        ["ServiceAccount"] = "identities",
        ["NetworkPolicy"] = "network policies",
        ["Secret"] = "Secret data",
        ["CustomResourceDefinition"] = "the API itself",
        ["APIService"] = "the API itself",
        ["MutatingWebhookConfiguration"] = "admission control",
        ["ValidatingWebhookConfiguration"] = "admission control",
        ["ValidatingAdmissionPolicy"] = "admission control",
        ["ValidatingAdmissionPolicyBinding"] = "admission control",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> SystemNamespaces =
        FrozenSet.Create(StringComparer.Ordinal, "kube-system", "kube-public", "kube-node-lease");

    /// <summary>A namespace of Kubernetes itself.</summary>
    public static bool IsSystem(string place) => SystemNamespaces.Contains(place);

    /// <summary>Objects of this kind are never changed.</summary>
    public static bool IsNever(string kind) => Kinds.ContainsKey(kind);

    /// <summary>Null, or why KAOS never writes on this object, whatever the change; without a full stop.</summary>
    public static string? Objection(ObjectRef target) =>
        Kinds.TryGetValue(target.Kind, out var what) ? $"KAOS never changes {what}: {target}"
        : target.Namespace is { } place && IsSystem(place) ? $"KAOS never writes in {place}: {target}"
        : !ObjectNames.AreReal(target) ? $"No object can be called so: {target}. Names have the letters a-z, digits, '-' and '.' only"
        : null;

    /// <summary>
    /// What a plan acts on. A drain is one thing: evictions one after another, each of which a disruption budget can
    /// stop.
    /// </summary>
    public static IEnumerable<ObjectRef> ActedOn(Plan plan) => plan.Steps
        .Where(step => step.Action != ActionNames.Evict || plan.Steps[0].Target.Kind != "Node")
        .Select(step => step.Target);

    public string Stage => "never-list";

    public string Name => "never-list";

    public Opinion Judge(GateCase @case)
    {
        var steps = @case.Plan.Steps;
        foreach (var step in steps)
        {
            if (Objection(step.Target) is { } never)
            {
                return Opinion.Deny($"{never}. A person has to.");
            }

            if (step.Command is { } command && NeverCommands.Objection(command) is { } why)
            {
                return Opinion.Deny($"{why}. A person has to.");
            }
        }

        var rest = ActedOn(@case.Plan).ToArray();
        if (rest.Count(target => target.Kind == "Pod") > 1)
        {
            return Opinion.Deny("KAOS never acts on several pods together: let their controller roll them out.");
        }

        var objects = rest.Select(target => target with { Container = null }).Distinct().Count();
        var places = rest.Select(target => target.Namespace).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        return objects > MostObjects || places > 1
            ? Opinion.Deny(
                $"The plan touches {objects} objects in {places} namespaces: too many unrelated things at once.")
            : Opinion.Allow("Nothing in the plan is on the never list.");
    }
}
