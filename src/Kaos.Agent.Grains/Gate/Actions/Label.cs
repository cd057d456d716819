using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Sets or removes one label; arguments: <c>key</c>, <c>value</c> (absent removes it).</summary>
internal sealed class Label : ITypedAction
{
    public string Name => ActionNames.Label;

    public ImmutableArray<string> Kinds { get; } =
        ["ConfigMap", "CronJob", "DaemonSet", "Deployment", "Job", "Node", "Pod", "Service", "StatefulSet"];

    public Built Build(ActionInput input)
    {
        if (input.Text("key") is not { } key)
        {
            return new Built.Refused("the label's key is not known");
        }

        if (Reserved(key))
        {
            return new Built.Refused($"label {key} belongs to Kubernetes itself");
        }

        string[] path = ["metadata", "labels", key];
        var edits = new FieldEdits(input.Live);
        _ = input.Text("value") is { } value ? edits.Set(path, value) : edits.Remove(path);
        return Built.Of(edits, $"its label {key} is so already", Selectors(input, key));
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        TypedActions.Writes(patch).ToArray() is [{ Path: ["metadata", "labels", var key] }] && !Reserved(key)
            ? null
            : "a label step writes one label that is not Kubernetes' own";

    public string? Kubectl(string target, PlanStep step) =>
        TypedActions.Writes(JsonPatch.Parse(step.Patch)).ToArray() is [{ Path: [_, _, var key] } only]
            ? only.Op == "remove" ? $"kubectl label {target} {key}-" : $"kubectl label --overwrite {target} {key}={only.Value}"
            : null;

    public string BlastRadius(ObjectRef target) => $"{target.Kind} {target.Name} and whatever selects by that label";

    public static bool Reserved(string key) => key.Split('/') is [var domain, _]
        && (domain is "kubernetes.io" or "k8s.io" || domain.EndsWith(".kubernetes.io", StringComparison.Ordinal)
            || domain.EndsWith(".k8s.io", StringComparison.Ordinal));

    private static ImmutableArray<string> Selectors(ActionInput input, string key) => input.Target.Kind != "Pod" ? [] :
    [
        .. input.World.Services
            .Where(service =>
                service.Metadata.Namespace == input.Target.Namespace && service.Spec.Selector.ContainsKey(key))
            .Select(service => $"Service {service.Metadata.Name} selects pods by {key}."),
    ];
}
