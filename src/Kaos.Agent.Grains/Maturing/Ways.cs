using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>When two plans are the same way of fixing.</summary>
internal static class Ways
{
    public static Way Of(Plan plan) => new(plan.WorkflowId, plan.WorkflowHash, CanonicalJson.Hash(new JsonArray(
        [.. plan.Steps.Select(step => (JsonNode)$"{step.Action} {step.Target.Kind} {string.Join(' ', Written(step))}")])));

    // What is written where, without names and amounts: keys of ConfigMap data and annotations count, array places do
    // not.
    private static IEnumerable<string> Written(PlanStep step) => JsonPatch.Written(JsonPatch.Parse(step.Patch))
        .Select(path => string.Join('/', path.Select(part => JsonPath.Index(part) is null ? part : "*")))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}
