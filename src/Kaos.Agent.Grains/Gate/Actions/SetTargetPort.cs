using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Sends one port of a Service to a port that its pods have; arguments: <c>targetPort</c> (number or name;
/// <c>declared</c>: the only one that they declare), and <c>port</c> where the Service has several.
/// </summary>
internal sealed class SetTargetPort : ITypedAction
{
    public string Name => ActionNames.SetTargetPort;

    public bool IsProposable => true;

    public ImmutableArray<string> Kinds { get; } = ["Service"];

    public Built Build(ActionInput input)
    {
        if ((input.Text("targetPort") == "declared" ? Declared(input) : input.Text("targetPort")) is not { } wanted)
        {
            return new Built.Refused("the port of the pods is not known");
        }

        var ports = JsonPath.Find(input.Live, "spec", "ports") as JsonArray ?? [];
        var index = ports.Count == 1 ? 0 : ports.ToList().FindIndex(port => IsMeant(port, input.Text("port")));
        if (index < 0)
        {
            return new Built.Refused("which of its ports is meant is not known");
        }

        string[] place = ["spec", "ports", index.ToString(CultureInfo.InvariantCulture)];
        JsonNode value = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : wanted;
        return Built.Of(
            new FieldEdits(input.Live).Guard([.. place, "port"]).Set([.. place, "targetPort"], value),
            $"it sends to {wanted} already");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => Writable.Only(
        patch, "spec/ports/*/targetPort")
        ? null
        : "a set-target-port step writes the target port of a Service and nothing else";

    public string BlastRadius(ObjectRef target) => $"Every caller of Service {target.Name}";

    private static string? Declared(ActionInput input)
    {
        var selector = (JsonPath.Find(input.Live, "spec", "selector") as JsonObject ?? [])
            .ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal);
        var ports = input.World.Pods
            .Where(pod => selector.Count > 0 && pod.Metadata.Namespace == input.Target.Namespace
                && selector.All(label =>
                    pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value))
            .SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Ports).Select(port => port.Number)
            .Distinct().ToArray();
        return ports is [var only] ? only.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static bool IsMeant(JsonNode? port, string? name) =>
        name is not null && (JsonPath.Text(port, "name") == name || JsonPath.Find(port, "port")?.ToString() == name);
}
