using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>Carries one step to the API server: reads again, compares, writes under the version that was compared.</summary>
internal sealed class StepWriter(IKubernetesReader reader, IKubernetesWriter writer, GateOptions options)
{
    private const int Attempts = 5;

    public async Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        if (Direction(plan.Steps[step], undo) is not { } patch)
        {
            return new StepOutcome(StepResult.Refused, $"There is no way back for {plan.Steps[step].Action} on {plan.Steps[step].Target}.");
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await TryAsync(plan, step, undo, patch, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        return new StepOutcome(StepResult.Stale, $"{plan.Steps[step].Target} kept changing while KAOS tried to write it. A new plan is needed.");
    }

    public async Task<StepSighting> LookAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        if (Direction(plan.Steps[step], undo) is not { } patch)
        {
            return StepSighting.CannotTell;
        }

        try
        {
            var target = plan.Steps[step].Target;
            var live = await LiveObjects.GetAsync(reader, target, cancellationToken);
            if (!IsSame(plan, target, live))
            {
                return StepSighting.Changed;
            }

            return IsDone(live, patch) ? StepSighting.Happened
                : JsonPatch.Fits(live, patch) ? StepSighting.NotHappened
                : StepSighting.Changed;
        }
        catch (KubernetesException gone) when (gone.Error == KubernetesError.NotFound)
        {
            return StepSighting.Changed;
        }
        catch (KubernetesException)
        {
            return StepSighting.CannotTell;
        }
    }

    // Null asks for another attempt: somebody wrote between the read and the write.
    private async Task<StepOutcome?> TryAsync(Plan plan, int step, bool undo, JsonArray patch, CancellationToken cancellationToken)
    {
        var target = plan.Steps[step].Target;
        JsonObject live;
        try
        {
            live = await LiveObjects.GetAsync(reader, target, cancellationToken);
            if (await StaleAsync(plan, step, undo, live, patch, cancellationToken) is { } stale)
            {
                return stale;
            }
        }
        catch (KubernetesException failed)
        {
            return failed.Error == KubernetesError.NotFound
                ? new StepOutcome(StepResult.Stale, $"{target} is gone. A new plan is needed.")
                : new StepOutcome(StepResult.Refused, $"Nothing was written: {target} could not be read before. {failed.Message}");
        }

        try
        {
            return await SendAsync(target, live, patch, cancellationToken);
        }
        catch (KubernetesException failed)
        {
            return Outcome(target, failed);
        }
    }

    private async Task<StepOutcome?> StaleAsync(
        Plan plan, int step, bool undo, JsonObject live, JsonArray patch, CancellationToken cancellationToken)
    {
        var target = plan.Steps[step].Target;
        if (!IsSame(plan, target, live))
        {
            return new StepOutcome(StepResult.Stale, $"{target} is not the object that was planned for: it was made anew. A new plan is needed.");
        }

        if (IsDone(live, patch))
        {
            return new StepOutcome(
                StepResult.Already, $"{target} is so already; nothing was written.", JsonPath.Text(live, "metadata", "resourceVersion"));
        }

        if (!JsonPatch.Fits(live, patch))
        {
            return new StepOutcome(StepResult.Stale, undo
                ? $"Somebody has changed the same fields of {target} since; KAOS does not overwrite that. A person has to decide."
                : $"{target} has changed in the fields that would be written. A new plan is needed.");
        }

        // The way back is judged by the fields it writes alone: other people's later changes elsewhere stay.
        foreach (var projection in undo ? [] : plan.ReadSet)
        {
            var now = projection.Object == target ? live : await LiveObjects.GetAsync(reader, projection.Object, cancellationToken);
            if (!IsAsPlanned(plan, step, projection, now))
            {
                return new StepOutcome(StepResult.Stale, $"{projection.Object} has changed since the plan was made. A new plan is needed.");
            }
        }

        return null;
    }

    private async Task<StepOutcome> SendAsync(ObjectRef target, JsonObject live, JsonArray patch, CancellationToken cancellationToken)
    {
        var type = Kinds.Find(target.Kind)
            ?? throw new KubernetesException(KubernetesError.Invalid, $"KAOS makes no changes to objects of kind {target.Kind}.");
        var version = JsonPath.Text(live, "metadata", "resourceVersion") ?? "";
        var guarded = new JsonArray(
        [
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = version },
            .. patch.Select(operation => operation?.DeepClone()),
        ]);
        var written = await writer.PatchAsync(
            type, target.Namespace, target.Name, KubernetesPatch.Json(guarded.ToJsonString()),
            new WriteOptions(options.FieldManager), cancellationToken);
        var after = written.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("resourceVersion", out var now)
            ? now.GetString()
            : null;
        return new StepOutcome(StepResult.Written, $"{target} was changed.", after);
    }

    private static StepOutcome? Outcome(ObjectRef target, KubernetesException failed) => failed.Error switch
    {
        KubernetesError.Conflict => null,
        // A test of a JSON patch that does not hold is answered with 422 and no causes.
        KubernetesError.Invalid when failed.HttpCode == 422 && failed.Status?.Details?.Causes is null or { Count: 0 } => null,
        KubernetesError.NotFound => new StepOutcome(StepResult.Stale, $"{target} is gone. A new plan is needed."),
        KubernetesError.Timeout or KubernetesError.Unreachable or KubernetesError.ServerError or KubernetesError.BadAnswer =>
            new StepOutcome(StepResult.OutcomeUnknown, $"The change of {target} was sent and no clear answer came. {failed.Message}"),
        _ => new StepOutcome(StepResult.Refused, string.Create(
            CultureInfo.InvariantCulture, $"The API server refused the change of {target}. {failed.Message}")),
    };

    private static JsonArray? Direction(PlanStep step, bool undo) =>
        undo ? step.Inverse is { } inverse ? JsonPatch.Parse(inverse) : null : JsonPatch.Parse(step.Patch);

    private static bool IsSame(Plan plan, ObjectRef target, JsonObject live) =>
        plan.ReadSet.FirstOrDefault(projection => projection.Object == target) is { } read
        && read.Uid == (JsonPath.Text(live, "metadata", "uid") ?? "");

    /// <summary>What the earlier steps of the plan did to the object is taken back in thought before it is compared.</summary>
    private static bool IsAsPlanned(Plan plan, int step, Projection projection, JsonObject now)
    {
        var before = now;
        foreach (var done in plan.Steps[..step].Where(earlier => earlier.Target == projection.Object && earlier.Inverse is not null).Reverse())
        {
            if (JsonPatch.Apply(before, JsonPatch.Parse(done.Inverse ?? "[]")) is not { } back)
            {
                return false;
            }

            before = back;
        }

        var withReplicas = plan.Steps.Any(other => other.Action == ActionNames.Scale && other.Target == projection.Object);
        return ObjectProjection.Of(projection.Object, before, withReplicas) == projection;
    }

    private static bool IsDone(JsonObject live, JsonArray patch) =>
        Actions.TypedActions.Writes(patch).All(write => write.Op == "remove"
            ? JsonPath.Find(live, write.Path) is null
            : JsonNode.DeepEquals(JsonPath.Find(live, write.Path), write.Value));
}
