using System.Globalization;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Corrects one probe of one container; arguments: <c>container</c>, <c>probe</c>, and of <c>port</c>, <c>path</c>,
/// <c>initialDelaySeconds</c>, <c>periodSeconds</c>, <c>timeoutSeconds</c>, <c>failureThreshold</c> those that change. A
/// start-up probe that is not there is made from the liveness probe.
/// </summary>
internal sealed class SetProbe : ITypedAction
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Timings = ["failureThreshold", "initialDelaySeconds", "periodSeconds", "timeoutSeconds"];
    private static readonly string[] Handlers = ["httpGet", "tcpSocket", "grpc"];

    public string Name => ActionNames.SetProbe;

    public bool AwaitsRollout => true;

    public ImmutableArray<string> Kinds => PodTemplate.Rolling;

    public Built Build(ActionInput input)
    {
        var name = input.Text("container");
        if (PodTemplate.Container(input.Live, name) is not { } place)
        {
            return new Built.Refused($"the pod template has no container named {name}");
        }

        if (input.Text("probe") is not { } kind || !Probes.Contains(kind))
        {
            return new Built.Refused("which probe is meant is not known");
        }

        var container = JsonPath.Find(input.Live, place);
        var before = container?[kind] ?? (kind == "startupProbe" ? container?["livenessProbe"] : null);
        if (before is not JsonObject)
        {
            return new Built.Refused($"the container has no {kind}");
        }

        var probe = (JsonObject)before.DeepClone();
        if ((Change(probe, input) ?? RolloutRestart.Stuck(input.Live)) is { } why)
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
            .. Timings.Append("successThreshold").Select(timing => $"{probe}/{timing}"), .. Handlers.Select(handler => $"{probe}/{handler}/**"),
        ])];
        return !Writable.Only(patch, PodTemplate.Patterns(fields))
            ? "a set-probe step writes fields of a probe and nothing else"
            : TypedActions.Writes(patch).Any(write => Timings.Contains(write.Path[^1])
                && (write.Value is not JsonValue value || !value.TryGetValue<int>(out var number) || number is < 0 or > ActionBounds.ProbeSeconds))
                ? string.Create(CultureInfo.InvariantCulture, $"a probe's times and counts are from 0 to {ActionBounds.ProbeSeconds}")
                : null;
    }

    private static string? Change(JsonObject probe, ActionInput input)
    {
        foreach (var timing in Timings)
        {
            if (input.Text(timing) is not { } text)
            {
                continue;
            }

            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > ActionBounds.ProbeSeconds)
            {
                return string.Create(CultureInfo.InvariantCulture, $"'{text}' for {timing} is not a whole number up to {ActionBounds.ProbeSeconds}");
            }

            probe[timing] = number;
        }

        var handler = Handlers.FirstOrDefault(one => probe[one] is JsonObject);
        if (handler is null)
        {
            return input.Text("port") is null && input.Text("path") is null ? null : "the probe runs a command: it has no port and no path";
        }

        if (input.Text("port") is { } port)
        {
            probe[handler]!["port"] = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : port;
        }

        if (input.Text("path") is { } path)
        {
            if (handler != "httpGet" || !path.StartsWith('/'))
            {
                return $"'{path}' is not a path that this probe could ask for";
            }

            probe[handler]!["path"] = path;
        }

        return null;
    }
}
