using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Corrects one probe of one container; arguments: <c>container</c>, <c>probe</c> (<c>liveness</c>, <c>readiness</c>,
/// <c>startup</c>), and of <c>port</c> (<c>declared</c>: the one that the container declares), <c>path</c>,
/// <c>scheme</c>
/// (<c>other</c>: the one that it is not), <c>initialDelaySeconds</c>, <c>periodSeconds</c>, <c>timeoutSeconds</c>,
/// <c>failureThreshold</c> (numbers, or percent of the present one) those that change. A start-up probe that is not
/// there is made from the liveness probe.
/// </summary>
internal sealed class SetProbe : ITypedAction
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Timings =
        ["failureThreshold", "initialDelaySeconds", "periodSeconds", "timeoutSeconds"];
    private static readonly string[] Handlers = ["httpGet", "tcpSocket", "grpc"];

    public string Name => ActionNames.SetProbe;

    public bool IsProposable => true;

    public bool AwaitsRollout => true;

    public ImmutableArray<string> Kinds => PodTemplate.Rolling;

    public Built Build(ActionInput input)
    {
        var name = input.Text("container");
        if (PodTemplate.Container(input.Live, name) is not { } place)
        {
            return new Built.Refused($"the pod template has no container named {name}");
        }

        var container = JsonPath.Find(input.Live, place);
        if (Meant(input.Text("probe"), container) is not { } kind)
        {
            return new Built.Refused("which probe is meant is not known");
        }

        var before = container?[kind] ?? (kind == "startupProbe" ? container?["livenessProbe"] : null);
        if (before is not JsonObject)
        {
            return new Built.Refused($"the container has no {kind}");
        }

        var probe = (JsonObject)before.DeepClone();
        if ((Times(probe, input) ?? Handler(probe, container, input) ?? RolloutRestart.Stuck(input.Live)) is { } why)
        {
            return new Built.Refused(why);
        }

        var edits = new FieldEdits(input.Live).Guard([.. place, "name"]).Become([.. place, kind], probe);
        return Built.Of(edits, $"its {kind} is so already", RolloutRestart.Cautions(input.Live));
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds)
    {
        string[] fields = [.. Probes.SelectMany(probe => (string[])
        [
            .. Timings.Append("successThreshold").Select(timing => $"{probe}/{timing}"),
            .. Handlers.Select(handler => $"{probe}/{handler}/**"),
        ])];
        return !Writable.Only(patch, PodTemplate.Patterns(fields))
            ? "a set-probe step writes fields of a probe and nothing else"
            : TypedActions.Writes(patch).Any(write => Timings.Contains(write.Path[^1])
                && (write.Value is not JsonValue value || !value.TryGetValue<int>(out var number) ||
                    number is < 0 or > ActionBounds.ProbeSeconds))
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"a probe's times and counts are from 0 to {ActionBounds.ProbeSeconds}")
                : null;
    }

    private static string? Meant(string? name, JsonNode? container) =>
        name is null
            ? Probes.Where(probe => container?[probe] is not null).ToArray() is [var only] ? only : null
            : Probes.FirstOrDefault(probe => probe.StartsWith(name, StringComparison.Ordinal));

    private static string? Times(JsonObject probe, ActionInput input)
    {
        foreach (var timing in Timings)
        {
            if (input.Text(timing) is not { } text)
            {
                continue;
            }

            var usual = timing switch { "failureThreshold" => 3, "periodSeconds" => 10, "timeoutSeconds" => 1, _ => 0 };
            if (Amounts.Whole(text, JsonPath.Number(probe, timing) ?? usual) is not { } number ||
                number > ActionBounds.ProbeSeconds)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{text}' for {timing} is not a whole number up to {ActionBounds.ProbeSeconds}");
            }

            probe[timing] = number;
        }

        return null;
    }

    private static string? Handler(JsonObject probe, JsonNode? container, ActionInput input)
    {
        if (Handlers.FirstOrDefault(one => probe[one] is JsonObject) is not { } name ||
            probe[name] is not JsonObject handler)
        {
            return input.Text("port") is null && input.Text("path") is null
                ? null
                : "the probe runs a command: it has no port and no path";
        }

        if (input.Text("port") is { } port)
        {
            if ((port == "declared" ? Declared(container) : Port(port)) is not { } wanted)
            {
                return "the container does not declare exactly one port";
            }

            handler["port"] = wanted;
        }

        if (name != "httpGet")
        {
            return input.Text("path") is null && input.Text("scheme") is null
                ? null
                : "the probe asks for no path: it only connects";
        }

        if (input.Text("path") is { } path)
        {
            if (!path.StartsWith('/'))
            {
                return $"'{path}' is not a path that this probe could ask for";
            }

            handler["path"] = path;
        }

        if (input.Text("scheme") is { } scheme)
        {
            var now = JsonPath.Text(handler, "scheme") ?? "HTTP";
            handler["scheme"] = scheme == "other" ? now == "HTTP" ? "HTTPS" : "HTTP" : scheme;
        }

        return null;
    }

    private static JsonNode? Declared(JsonNode? container) =>
        container?["ports"] is JsonArray { Count: 1 } ports ? ports[0]?["containerPort"]?.DeepClone() : null;

    private static JsonValue Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
}
