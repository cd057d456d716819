using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>
/// Tries the way back of plans that were carried out, in memory: is the before-image there, does it open, and does the
/// inverse make of the changed object what it was? Touches no cluster.
/// </summary>
public static class RestoreDrill
{
    public static async Task<ImmutableArray<DrillReading>> RunAsync(
        Plan plan, IBlobs blobs, CancellationToken cancellationToken)
    {
        var readings = ImmutableArray.CreateBuilder<DrillReading>();
        foreach (var step in plan.Steps)
        {
            var (state, text) = await TryAsync(step, blobs, cancellationToken);
            readings.Add(new DrillReading(plan.Hash, step.Action, step.Target.ToString(), state, text));
        }

        return readings.ToImmutable();
    }

    private static async Task<(DrillState State, string Text)> TryAsync(
        PlanStep step, IBlobs blobs, CancellationToken cancellationToken)
    {
        if (step.Inverse is null)
        {
            return (DrillState.NoWayBack, "this step has no way back, and its plan said so");
        }

        if (step.BeforeImage is not { } hash)
        {
            return (DrillState.Ready, "the object was made by this step; the way back deletes it");
        }

        try
        {
            return await blobs.FindAsync(hash, cancellationToken) is { } image &&
                JsonNode.Parse(image.Span) is JsonObject before
                ? Back(step, before)
                : (DrillState.Missing, $"the before-image {hash[..12]} is not in the store any more");
        }
        catch (Exception broken) when (broken is InvalidDataException or JsonException)
        {
            return (DrillState.Missing, broken.Message);
        }
    }

    private static (DrillState State, string Text) Back(PlanStep step, JsonObject before)
    {
        var patch = JsonPatch.Parse(step.Patch);
        if (WholeObject.IsRemoval(patch))
        {
            return WholeObject.Created(JsonPatch.Parse(step.Inverse ?? "[]")) is { } again &&
                WholeObject.Holds(before, again)
                ? (DrillState.Ready, "the object can be made again as it was")
                : (DrillState.DoesNotFit, "the way back would make another object");
        }

        var back = JsonPatch.Apply(before, patch) is { } after
            ? JsonPatch.Apply(after, JsonPatch.Parse(step.Inverse ?? "[]"))
            : null;
        return back is not null && JsonPatch.Written(patch)
            .All(path => WholeObject.Holds(JsonPath.Find(back, path), JsonPath.Find(before, path)))
            ? (DrillState.Ready, "the fields that were written get their old values back")
            : (DrillState.DoesNotFit, "the way back does not lead to the before-image");
    }
}

/// <summary>What trying the way back of one step showed.</summary>
public sealed record DrillReading(string PlanHash, string Action, string Target, DrillState State, string Text);

public enum DrillState
{
    Ready,
    NoWayBack,

    /// <summary>The before-image is gone or cannot be opened.</summary>
    Missing,
    DoesNotFit,
}
