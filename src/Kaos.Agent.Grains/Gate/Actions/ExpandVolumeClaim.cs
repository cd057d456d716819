using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Asks for a bigger volume; argument: <c>size</c> (an amount, or percent of the present one). Volumes never shrink, so
/// there is no way back.
/// </summary>
internal sealed class ExpandVolumeClaim : ITypedAction
{
    private static readonly string[] Size = ["spec", "resources", "requests", "storage"];

    public string Name => ActionNames.ExpandVolumeClaim;

    public bool IsProposable => true;

    public ImmutableArray<string> Kinds { get; } = ["PersistentVolumeClaim"];

    public Built Build(ActionInput input)
    {
        var old = JsonPath.Text(input.Live, Size);
        if (Amounts.Of(input.Text("size"), old) is not { } wanted)
        {
            return new Built.Refused("the new size is not known");
        }

        if (Quantity.TryParse(old, out var now) && now.Value == wanted.Value)
        {
            return new Built.Already($"it asks for {old} already");
        }

        var className = JsonPath.Text(input.Live, "spec", "storageClassName");
        var storage = input.World.StorageClasses.FirstOrDefault(one => one.Metadata.Name == className);
        if ((OutOfBounds(old, wanted) ?? (storage is { AllowVolumeExpansion: not true }
            ? $"StorageClass {className} does not allow volumes to grow" : null)) is { } why)
        {
            return new Built.Refused(why);
        }

        var edits = new FieldEdits(input.Live).Set(Size, wanted.ToString());
        return new Built.Draft(
            edits.Patch, null, edits.After, [.. edits.Touched],
            [
                "A volume cannot be made smaller again: there is no way back.",
                .. storage is null
                    ? [$"StorageClass {className} could not be seen; whether it lets volumes grow is not known."]
                    : Array.Empty<string>(),
            ]);
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds)
    {
        if (TypedActions.Writes(patch).ToArray() is not [{ Op: "replace", Value: { } value } only] ||
            !only.Path.SequenceEqual(Size))
        {
            return "an expand-volume-claim step replaces the requested storage and nothing else";
        }

        var old = patch.OfType<JsonObject>().FirstOrDefault(operation => JsonPatch.Path(operation).SequenceEqual(Size));
        return Quantity.TryParse(value.ToString(), out var wanted)
            ? OutOfBounds(JsonPath.Text(old, "value"), wanted)
            : "the new size is not an amount";
    }

    public string BlastRadius(ObjectRef target) =>
        $"Volume claim {target.Name}; pods that mount it may have to start anew for the file system to grow";

    private static string? OutOfBounds(string? old, Quantity wanted)
    {
        if (!Quantity.TryParse(old, out var now) || now.Value <= 0)
        {
            return "its present size is not known";
        }

        return wanted <= now ? $"{wanted} is not above the present {now}"
            : wanted.Value > now.Value * ActionBounds.VolumeFactor
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{wanted} is more than {ActionBounds.VolumeFactor} times the present {now}")
                : null;
    }
}
