using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>
/// Carries one step to the API server: reads again, compares, writes under the version that was compared.
/// </summary>
internal sealed class StepWriter(IKubernetesReader reader, IKubernetesWriter writer, GateOptions options)
{
    private const int Attempts = 5;

    public async Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        if (Direction(plan.Steps[step], undo) is not { } patch)
        {
            return new StepOutcome(
                StepResult.Refused,
                $"There is no way back for {plan.Steps[step].Action} on {plan.Steps[step].Target}.");
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await TryAsync(plan, step, undo, patch, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        return new StepOutcome(
            StepResult.Stale,
            $"{plan.Steps[step].Target} kept changing while KAOS tried to write it. A new plan is needed.");
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
            var live = await LiveObjects.FindAsync(reader, target, Kinds.Of(plan, target), cancellationToken);
            return Sighting.IsDone(plan, target, live, patch) ? StepSighting.Happened
                : Sighting.IsOther(plan, target, live, patch) || !JsonPatch.Fits(live, patch) ? StepSighting.Changed
                : StepSighting.NotHappened;
        }
        catch (KubernetesException)
        {
            return StepSighting.CannotTell;
        }
    }

    public async Task<FieldWriter?> LastWriterAsync(Plan plan, CancellationToken cancellationToken)
    {
        try
        {
            var step = plan.Steps[0];
            return await LiveObjects.FindAsync(reader, step.Target, Kinds.Of(step), cancellationToken) is { } live
                ? FieldManagers.NewestOf(live, JsonPatch.Written(JsonPatch.Parse(step.Patch)))
                : null;
        }
        catch (KubernetesException)
        {
            return null;
        }
    }

    // Null asks for another attempt: somebody wrote between the read and the write.
    private async Task<StepOutcome?> TryAsync(
        Plan plan, int step, bool undo, JsonArray patch, CancellationToken cancellationToken)
    {
        var target = plan.Steps[step].Target;
        JsonObject? live;
        try
        {
            live = await LiveObjects.FindAsync(reader, target, Kinds.Of(plan, target), cancellationToken);
            if (Judge(plan, step, undo, live, patch) is { } outcome)
            {
                return outcome;
            }

            // The way back is judged by the fields it writes alone: other people's later changes elsewhere stay.
            if (!undo && await ChangedAsync(plan, step, live, cancellationToken) is { } changed)
            {
                return new StepOutcome(
                    StepResult.Stale, $"{changed} has changed since the plan was made. A new plan is needed.");
            }
        }
        catch (KubernetesException failed)
        {
            return new StepOutcome(
                StepResult.Refused, $"Nothing was written: {target} could not be read before. {failed.Message}");
        }

        try
        {
            return await SendAsync(plan.Steps[step], live, patch, cancellationToken);
        }
        catch (KubernetesException failed)
        {
            return Outcome(target, failed);
        }
    }

    private StepOutcome? Judge(Plan plan, int step, bool undo, JsonObject? live, JsonArray patch)
    {
        var target = plan.Steps[step].Target;
        if (Sighting.IsDone(plan, target, live, patch))
        {
            return new StepOutcome(
                StepResult.Already, $"{target} is so already; nothing was written.",
                JsonPath.Text(live, "metadata", "resourceVersion"));
        }

        if (live is null && WholeObject.Created(patch) is null)
        {
            return new StepOutcome(StepResult.Stale, $"{target} is gone. A new plan is needed.");
        }

        if (Sighting.IsOther(plan, target, live, patch))
        {
            return new StepOutcome(
                StepResult.Stale,
                $"{target} is not the object that was planned for: it was made anew. A new plan is needed.");
        }

        if (Sighting.NewUpstream(plan.Steps[step], live, patch) is { } upstream)
        {
            return new StepOutcome(StepResult.Stale, undo
                ? $"{target} has another master since KAOS wrote it: {upstream.Why}. KAOS takes nothing back from it. A person has to decide."
                : $"{target} has another master since the plan was made: {upstream.Why}. A new plan is needed.");
        }

        if (!JsonPatch.Fits(live, patch))
        {
            return new StepOutcome(StepResult.Stale, undo
                ? $"Somebody has changed the same fields of {target} since; KAOS does not overwrite that. A person has to decide."
                : $"{target} has changed in the fields that would be written. A new plan is needed.");
        }

        return undo && live is not null &&
            TakenOver.By(plan.Steps[step], live, patch, options.FieldManager) is { } other
            ? new StepOutcome(
                StepResult.Stale,
                $"{other} manages the same fields of {target} since KAOS wrote them; KAOS takes nothing back from it. A person has to decide.")
            : null;
    }

    /// <summary>
    /// The first object of the read set that is not as planned. Pods that a later step is about have their turn then.
    /// </summary>
    private async Task<ObjectRef?> ChangedAsync(
        Plan plan, int step, JsonObject? live, CancellationToken cancellationToken)
    {
        var target = plan.Steps[step].Target;
        foreach (var projection in plan.ReadSet.Where(read => read.Object == target || read.Object.Kind != "Pod"))
        {
            var now = projection.Object == target ? live : await LiveObjects.FindAsync(
                reader, projection.Object, Kinds.Of(plan, projection.Object), cancellationToken);
            if (!Sighting.IsAsPlanned(plan, step, projection, now))
            {
                return projection.Object;
            }
        }

        return null;
    }

    private async Task<StepOutcome> SendAsync(
        PlanStep step, JsonObject? live, JsonArray patch, CancellationToken cancellationToken)
    {
        var target = step.Target;
        var type = Kinds.Of(step)
            ?? throw new KubernetesException(
                KubernetesError.Invalid, $"KAOS makes no changes to objects of kind {target.Kind}.");
        var write = new WriteOptions(options.FieldManager);
        if (WholeObject.Created(patch) is { } body)
        {
            var made = await writer.CreateAsync(
                type, target.Namespace, Encoding.UTF8.GetBytes(body.ToJsonString()), write, cancellationToken);
            return new StepOutcome(StepResult.Written, $"{target} was made.", Version(made));
        }

        var version = JsonPath.Text(live, "metadata", "resourceVersion") ?? "";
        if (WholeObject.IsRemoval(patch))
        {
            // A pod's status moves its version all the time; its uid says which one is meant.
            var only = new DeletePreconditions(
                JsonPath.Text(live, "metadata", "uid"), target.Kind == "Pod" ? null : version);
            if (step.Action == ActionNames.Evict)
            {
                await writer.EvictAsync(target.Namespace ?? "", target.Name, only, write, cancellationToken);
                return new StepOutcome(StepResult.Written, $"{target} was evicted.");
            }

            await writer.DeleteAsync(type, target.Namespace, target.Name, only, write, cancellationToken);
            return new StepOutcome(StepResult.Written, $"{target} was deleted.");
        }

        var guarded = new JsonArray(
        [
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = version },
            .. patch.Select(operation => operation?.DeepClone()),
        ]);
        var written = await writer.PatchAsync(
            type, target.Namespace, target.Name, KubernetesPatch.Json(guarded.ToJsonString()), write,
            cancellationToken);
        return new StepOutcome(StepResult.Written, $"{target} was changed.{Texts.ManagedBy(step)}", Version(written));
    }

    private static string? Version(JsonElement written) =>
        written.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("resourceVersion", out var now)
            ? now.GetString()
            : null;

    private static StepOutcome? Outcome(ObjectRef target, KubernetesException failed) => failed.Error switch
    {
        KubernetesError.Conflict or KubernetesError.AlreadyExists => null,
        // A test of a JSON patch that does not hold is answered with 422 and no causes.
        KubernetesError.Invalid when failed.HttpCode == 422 && failed.Status?.Details?.Causes is null or { Count: 0 } =>
            null,
        KubernetesError.TooManyRequests => new StepOutcome(
            StepResult.Held, $"{target} is not taken away now: a disruption budget forbids it. {failed.Message}"),
        KubernetesError.NotFound => new StepOutcome(StepResult.Stale, $"{target} is gone. A new plan is needed."),
        KubernetesError.Timeout or KubernetesError.Unreachable or KubernetesError.ServerError
            or KubernetesError.BadAnswer =>
            new StepOutcome(
                StepResult.OutcomeUnknown,
                $"The change of {target} was sent and no clear answer came. {failed.Message}"),
        _ => new StepOutcome(StepResult.Refused, string.Create(
            CultureInfo.InvariantCulture, $"The API server refused the change of {target}. {failed.Message}")),
    };

    private static JsonArray? Direction(PlanStep step, bool undo) =>
        undo ? step.Inverse is { } inverse ? JsonPatch.Parse(inverse) : null : JsonPatch.Parse(step.Patch);
}
