using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Changes what one container of a pod template asks for and may use; arguments: <c>container</c>, and of
/// <c>memoryLimit</c>, <c>memoryRequest</c>, <c>cpuLimit</c>, <c>cpuRequest</c> those that change. A limit is only
/// raised or set; a request may be lowered, too. Amounts, or percent of the present one.
/// </summary>
internal sealed class PatchResources : ITypedAction
{
    private static readonly (string Argument, string Part, string Resource)[] Fields =
    [
        ("memoryLimit", "limits", "memory"), ("memoryRequest", "requests", "memory"),
        ("cpuLimit", "limits", "cpu"), ("cpuRequest", "requests", "cpu"),
    ];

    public string Name => ActionNames.PatchResources;

    public bool IsProposable => true;

    public bool AwaitsRollout => true;

    public ImmutableArray<string> Kinds => PodTemplate.Kinds;

    public Built Build(ActionInput input)
    {
        var name = input.Text("container");
        if (PodTemplate.Container(input.Live, name) is not { } place)
        {
            return new Built.Refused($"the pod template has no container named {name}");
        }

        var wanted = Fields.Where(field => input.Text(field.Argument) is not null).ToArray();
        if (wanted.Length == 0)
        {
            return new Built.Refused("the new memory limit is not known");
        }

        var edits = new FieldEdits(input.Live).Guard([.. place, "name"]);
        foreach (var (argument, part, resource) in wanted)
        {
            string[] path = [.. place, "resources", part, resource];
            var present = JsonPath.Find(input.Live, path)?.ToString();
            if (Amounts.Of(input.Text(argument), present) is not { } amount)
            {
                return new Built.Refused($"{input.Text(argument)} of {present ?? "nothing"} is not an amount");
            }

            if ((OutOfBounds(part, resource, present, amount) ?? TooBig(input, resource, amount)) is { } why)
            {
                return new Built.Refused(why);
            }

            edits.Set(path, amount.ToString());
        }

        return RolloutRestart.Stuck(input.Live) is { } stuck ? new Built.Refused(stuck)
            : AboveLimit(edits.After, place) is { } above ? new Built.Refused(above)
            : Built.Of(edits, "it is so already", RolloutRestart.Cautions(input.Live));
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds)
    {
        if (!Writable.Only(
            patch, PodTemplate.Patterns([.. Fields.Select(field => $"resources/{field.Part}/{field.Resource}")])))
        {
            return "a patch-resources step writes requests and limits of one container and nothing else";
        }

        foreach (var (_, path, value) in TypedActions.Writes(patch))
        {
            var old = patch.OfType<JsonObject>().FirstOrDefault(operation =>
                JsonPatch.Op(operation) == "test" && JsonPatch.Path(operation).SequenceEqual(path));
            var why = Quantity.TryParse(value?.ToString(), out var wanted)
                ? OutOfBounds(path[^2], path[^1], old?["value"]?.ToString(), wanted)
                : "the new amount is not an amount";
            if (why is not null)
            {
                return why;
            }
        }

        return null;
    }

    public string? Kubectl(string target, PlanStep step)
    {
        var patch = JsonPatch.Parse(step.Patch);
        var writes = TypedActions.Writes(patch).ToArray();
        return PodTemplate.Guarded(patch) is { } container
            ? $"kubectl set resources {target} --containers={container}" + string.Concat(
                writes.GroupBy(write => write.Path[^2])
                .Select(part =>
                    $" --{part.Key}={string.Join(',', part.Select(write => $"{write.Path[^1]}={write.Value}"))}"))
            : null;
    }

    private static string? OutOfBounds(string part, string resource, string? old, Quantity wanted)
    {
        var what = $"{resource} {part.TrimEnd('s')}";
        if (wanted.Value <= 0)
        {
            return $"the new {what} {wanted} is not above zero";
        }

        if (!Quantity.TryParse(old, out var now) || now.Value <= 0)
        {
            return null;
        }

        if (part == "limits" && wanted <= now)
        {
            return $"the new {what} {wanted} is not above the present {now}";
        }

        return wanted.Value > now.Value * ActionBounds.ResourceFactor
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{wanted} is more than {ActionBounds.ResourceFactor} times the present {what} {now}")
            : wanted.Value * ActionBounds.ResourceFactor < now.Value
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{wanted} is less than a {ActionBounds.ResourceFactor}th of the present {what} {now}")
                : null;
    }

    private static string? AboveLimit(JsonObject after, string[] place) => ((string[])["memory", "cpu"])
        .Where(resource =>
            Quantity.TryParse(
                JsonPath.Find(after, [.. place, "resources", "requests", resource])?.ToString(), out var asked)
            && Quantity.TryParse(JsonPath.Find(after, [.. place, "resources", "limits", resource])
                ?.ToString(), out var limit) && asked > limit)
        .Select(resource => $"it would ask for more {resource} than its limit").FirstOrDefault();

    private static string? TooBig(ActionInput input, string resource, Quantity wanted)
    {
        var biggest = input.World.Nodes.Where(node => !node.Spec.Unschedulable)
            .Select(node => node.Status.Allocatable.GetValueOrDefault(resource)).DefaultIfEmpty().Max();
        return biggest.Value > 0 && wanted > biggest
            ? $"no node has {wanted} of {resource}; the biggest schedulable one can give {biggest}"
            : null;
    }
}
