using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Lets a Service select the pods of a workload: the keys that it selects by get the values of the workload's pods;
/// argument: <c>selector</c> (<c>app=web,tier=front</c>), or <c>workload</c> (<c>Kind/name</c>) to take the values
/// from.
/// </summary>
internal sealed class SetSelector : ITypedAction
{
    private static readonly string[] Field = ["spec", "selector"];

    public string Name => ActionNames.SetSelector;

    public bool IsProposable => true;

    public ImmutableArray<string> Kinds { get; } = ["Service"];

    public Built Build(ActionInput input)
    {
        var wanted = Given(input) ?? FromWorkload(input);
        if (wanted is not { Count: > 0 })
        {
            return new Built.Refused("which pods it should select is not known");
        }

        if (!input.World.Pods.Any(pod => pod.Metadata.Namespace == input.Target.Namespace
            && wanted.All(pair =>
                pod.Metadata.Labels.TryGetValue(pair.Key, out var value) && value == pair.Value?.ToString())))
        {
            return new Built.Refused($"no pod in {input.Target.Namespace} has the labels {Words(wanted)}");
        }

        return Built.Of(new FieldEdits(input.Live).Become(Field, wanted), $"it selects {Words(wanted)} already");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => Writable.Only(
        patch, "spec/selector/*")
        ? null
        : "a set-selector step writes the selector of a Service and nothing else";

    public string BlastRadius(ObjectRef target) => $"Every caller of Service {target.Name}: other pods answer";

    private static JsonObject? Given(ActionInput input)
    {
        var wanted = new JsonObject();
        foreach (var pair in input.Text("selector")
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            if (pair.Split('=') is not [{ Length: > 0 } key, var value])
            {
                return null;
            }

            wanted[key] = value;
        }

        return wanted.Count == 0 ? null : wanted;
    }

    // Keys that the pods do not have at all cannot be right; all others get the pods' value.
    private static JsonObject? FromWorkload(ActionInput input)
    {
        if (input.Text("workload")?.Split('/') is not [var kind, .., var name]
            || Verification.WorkloadView.Of(
                input.World, new ObjectRef(kind, input.Target.Namespace, name)) is not { } workload)
        {
            return null;
        }

        var labels = workload.Template.Metadata.Labels;
        var keys = (JsonPath.Find(input.Live, Field) as JsonObject ?? []).Select(pair => pair.Key)
            .Where(labels.ContainsKey).ToArray();
        keys = keys.Length > 0 ? keys : [.. (workload.Selector?.MatchLabels ?? new Dictionary<string, string>()).Keys];
        return new JsonObject(
            keys.Order(StringComparer.Ordinal).Select(key => KeyValuePair.Create(key, (JsonNode?)labels[key])));
    }

    private static string Words(JsonObject selector) =>
        string.Join(",", selector.Select(pair => $"{pair.Key}={pair.Value}"));
}
