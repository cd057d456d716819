using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>A plan as the commands that a person can run by hand, where KAOS may only propose.</summary>
public static class KubectlCommands
{
    public static ImmutableArray<string> Of(Plan plan) => [.. plan.Steps.Select(Command)];

    private static string Command(PlanStep step)
    {
        var target = $"{step.Target.Kind.ToLowerInvariant()}/{step.Target.Name}"
            + (step.Target.Namespace is { } place ? $" --namespace {place}" : "");
        var writes = TypedActions.Writes(JsonPatch.Parse(step.Patch)).ToArray();
        return step.Action switch
        {
            ActionNames.Scale when Value(writes) is { } replicas => $"kubectl scale {target} --replicas={replicas}",
            ActionNames.RolloutRestart => $"kubectl rollout restart {target}",
            ActionNames.Uncordon => $"kubectl uncordon {step.Target.Name}",
            ActionNames.PatchResources when Value(writes) is { } limit && Container(step) is { } container =>
                string.Create(CultureInfo.InvariantCulture, $"kubectl set resources {target} --containers={container} --limits=memory={limit}"),
            _ => $"kubectl patch {target} --type=json --patch={Quoted(step.Patch)}",
        };
    }

    private static string? Value((string Op, string[] Path, JsonNode? Value)[] writes) =>
        writes is [{ Value: { } value }] ? value.ToString() : null;

    private static string? Container(PlanStep step) => JsonPatch.Parse(step.Patch).OfType<JsonObject>()
        .Where(operation => JsonPatch.Path(operation) is [.., "containers", _, "name"])
        .Select(operation => JsonPath.Text(operation, "value")).FirstOrDefault();

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''")}'";
}
