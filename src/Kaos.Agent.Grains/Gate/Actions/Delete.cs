using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Deletes one object, that one by its uid. The way back makes it anew from what it was; its uid is another then.
/// </summary>
internal sealed class Delete : ITypedAction
{
    public string Name => ActionNames.Delete;

    public string ReviewType => ReviewTypes.Deletion;

    public ImmutableArray<string> Kinds { get; } =
    [
        "ConfigMap", "CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job", "Pod",
        "PodDisruptionBudget", "Service", "StatefulSet",
    ];

    public bool MayCreate => true;

    public Built Build(ActionInput input)
    {
        if (input.Live.Count == 0)
        {
            return new Built.Already("it is gone already");
        }

        if (JsonPath.Find(input.Live, "metadata", "ownerReferences") is JsonArray { Count: > 0 } owners &&
            input.Target.Kind != "Pod" && !IsRun(input.Target, owners))
        {
            return new Built.Refused(
                $"{JsonPath.Text(owners[0], "kind")} {JsonPath.Text(owners[0], "name")} owns it and would make it again: delete that one instead");
        }

        var manifest = WholeObject.Manifest(input.Live);
        var secret = Credentials.In(manifest);
        var warnings = ImmutableArray.CreateBuilder<string>();
        warnings.AddRange(Consequences(input));
        if (secret is not null)
        {
            warnings.Add(
                $"There is no way back: {secret} in it looks like a credential, which must not enter KAOS's log.");
        }

        // A pod of a controller comes back by itself; a job would run again.
        var back = secret is null && input.Target.Kind is not ("Pod" or "Job") ? WholeObject.Creation(manifest) : null;
        return new Built.Draft(WholeObject.Removal(input.Live), back, null, [], warnings.ToImmutable());
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => PodRemoval.Violation(patch) is null
        ? null
        : "a delete step names the object's uid and does nothing else";

    public string Kubectl(string target, PlanStep step) => $"kubectl delete {target}";

    public string BlastRadius(ObjectRef target) => PodTemplate.Kinds.Contains(target.Kind)
        ? $"{target.Kind} {target.Name} and all of its pods"
        : $"{target.Kind} {target.Name} and what uses it";

    // A CronJob makes the next run when it is due, and never the same again.
    private static bool IsRun(ObjectRef target, JsonArray owners) =>
        target.Kind == "Job" && owners.All(owner => JsonPath.Text(owner, "kind") == "CronJob");

    private static IEnumerable<string> Consequences(ActionInput input) => input.Target.Kind switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" =>
            [$"All pods of {input.Target.Name} go with it: nothing serves any more."],
        "Service" =>
            [$"Nobody reaches its pods by the name {input.Target.Name} any more; it gets another address when it is made again."],
        "Pod" when JsonPath.Find(input.Live, "metadata", "ownerReferences") is not JsonArray { Count: > 0 } =>
            ["It belongs to no controller: nobody makes it again."],
        _ => [],
    };
}
