using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>
/// Makes the Job of a debug step, waits for its end, keeps what it said and removes it, however it went. A Job of the
/// same plan that is there already is gone on with: a process before this one made it.
/// </summary>
internal sealed class DebugRunner(
    IKubernetesReader reader, IKubernetesWriter writer, ICluster cluster, GateOptions options)
{
    private const int Attempts = 3;

    // Beyond the program's own limit: scheduling and pulling the image.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly ResourceType Jobs = ResourceType.Of<Job>();

    /// <summary>A Job of some debug step that is there.</summary>
    /// <param name="HashHead">How its plan's hash begins.</param>
    public sealed record Standing(ObjectRef Target, string? Uid, string HashHead);

    public static async Task<IReadOnlyList<Standing>> StandingAsync(
        IKubernetesReader reader, CancellationToken cancellationToken)
    {
        var found = new List<Standing>();
        await foreach (var job in reader.ListAsync<Job>(
            new ListQuery { LabelSelector = DebugPod.PlanLabel }, cancellationToken))
        {
            found.Add(new(
                new("Job", job.Metadata.Namespace, job.Metadata.Name), job.Metadata.Uid,
                job.Metadata.Labels[DebugPod.PlanLabel]));
        }

        return found;
    }

    /// <summary>
    /// A Job that is there has not been read and removed yet; where there is none, nobody knows whether there was.
    /// </summary>
    public async Task<StepSighting> LookAsync(Plan plan, int step, CancellationToken cancellationToken)
    {
        try
        {
            return IsOurs(plan, await LiveObjects.FindAsync(reader, plan.Steps[step].Target, cancellationToken))
                ? StepSighting.NotHappened
                : StepSighting.CannotTell;
        }
        catch (KubernetesException)
        {
            return StepSighting.CannotTell;
        }
    }

    public async Task<StepOutcome> RunAsync(Plan plan, int step, CancellationToken cancellationToken)
    {
        var (target, command) = (plan.Steps[step].Target, plan.Steps[step].Command);
        if (command is null || WholeObject.Created(JsonPatch.Parse(plan.Steps[step].Patch)) is not { } body)
        {
            return new StepOutcome(StepResult.Refused, $"Nothing was run: the step makes no Job for {target}.");
        }

        try
        {
            if (await MakeAsync(plan, target, body, cancellationToken) is { } trouble)
            {
                return trouble;
            }

            var outcome = await FollowAsync(target, command, cancellationToken);
            return await RemoveAsync(target, null, cancellationToken) is { } left
                ? outcome with { Text = $"{outcome.Text} {left}" }
                : outcome;
        }
        catch (KubernetesException failed)
        {
            var left = await RemoveAsync(target, null, cancellationToken);
            return new StepOutcome(
                StepResult.OutcomeUnknown,
                $"It is not known how the program in {target} ended. {failed.Message} {left}".TrimEnd());
        }
    }

    private async Task<StepOutcome?> MakeAsync(
        Plan plan, ObjectRef target, JsonObject body, CancellationToken cancellationToken)
    {
        if (await LiveObjects.FindAsync(reader, target, cancellationToken) is { } live)
        {
            return IsOurs(plan, live) ? null : new StepOutcome(
                StepResult.Stale, $"{target} is there, and is not this plan's. A new plan is needed.");
        }

        var labelled = (JsonObject)body.DeepClone();
        ((JsonObject)JsonPath.Find(labelled, "metadata", "labels")!)[DebugPod.PlanLabel] = Mark(plan);
        try
        {
            await writer.CreateAsync(
                Jobs, target.Namespace, Encoding.UTF8.GetBytes(labelled.ToJsonString()),
                new WriteOptions(options.FieldManager), cancellationToken);
            return null;
        }
        catch (KubernetesException refused) when (refused.Error is not (
            KubernetesError.Timeout or KubernetesError.Unreachable or KubernetesError.ServerError
                or KubernetesError.BadAnswer))
        {
            return new StepOutcome(
                StepResult.Refused, $"Nothing was run: the API server refused {target}. {refused.Message}");
        }
    }

    private async Task<StepOutcome> FollowAsync(
        ObjectRef target, PodCommand command, CancellationToken cancellationToken)
    {
        var what = $"{CommandText.Quoted(command.Argv)} in {target}";
        var until = cluster.Now + command.Limit + Patience;
        Pod? pod = null;
        while (cluster.Now < until)
        {
            pod = await PodOfAsync(target, cancellationToken) ?? pod;
            var live = await LiveObjects.FindAsync(reader, target, cancellationToken);
            if (live is null || IsOver(live))
            {
                break;
            }

            await cluster.DelayUntilAsync(cluster.Now + Between, cancellationToken);
        }

        var state = pod?.Status?.ContainerStatuses.FirstOrDefault(status => status.Name == DebugPod.Container)?.State;
        var said = pod is null || state?.Waiting is not null
            ? null
            : await SaidAsync(target, what, pod.Metadata.Name, cancellationToken);
        return state switch
        {
            { Waiting: { } waiting } => new StepOutcome(
                StepResult.Refused,
                $"Nothing was run: {what} did not start ({waiting.Reason}). {CommandOutput.Clean(waiting.Message ?? "")}".TrimEnd()),
            { Terminated: { Reason: "StartError" or "ContainerCannotRun" } never } => new StepOutcome(
                StepResult.Refused, $"Nothing was run: {what}. {CommandOutput.Clean(never.Message ?? "")}".TrimEnd()),
            { Terminated: not null } when pod?.Status?.Reason == "DeadlineExceeded" => new StepOutcome(
                StepResult.Written, string.Create(
                CultureInfo.InvariantCulture, $"{what} was ended when its {command.Limit.TotalSeconds:0} s were over."),
                Said: said),
            { Terminated: { } end } => new StepOutcome(StepResult.Written, string.Create(
                CultureInfo.InvariantCulture, $"{what} ended with exit code {end.ExitCode}."), Said: said),
            null when pod is null =>
                new StepOutcome(StepResult.Refused, $"Nothing was run: no pod came up for {target}."),
            _ => new StepOutcome(StepResult.OutcomeUnknown, string.Create(
                CultureInfo.InvariantCulture,
                $"{what} was started, and was ended after {command.Limit.TotalSeconds:0} s without a result."),
                Said: said),
        };
    }

    private async Task<Pod?> PodOfAsync(ObjectRef target, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Namespace = target.Namespace, LabelSelector = $"batch.kubernetes.io/job-name={target.Name}" };
        await foreach (var pod in reader.ListAsync<Pod>(query, cancellationToken))
        {
            return pod;
        }

        return null;
    }

    private async Task<Evidence> SaidAsync(
        ObjectRef target, string what, string pod, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var cut = false;
        await foreach (var line in reader.LogLinesAsync(target.Namespace ?? "", pod, new LogQuery(DebugPod.Container),
            cancellationToken))
        {
            if (text.Length + line.Length > CommandOutput.MostBytes)
            {
                text.Append(line.AsSpan(0, Math.Max(0, CommandOutput.MostBytes - text.Length)));
                cut = true;
                break;
            }

            text.Append(line).Append('\n');
        }

        return CommandOutput.Of(target, what, text.ToString(), "", cut, cluster.Now);
    }

    /// <param name="uid">That Job, and no later one of its name; null: whichever is there.</param>
    /// <returns>Null when it is gone; else what remains, in words.</returns>
    public async Task<string?> RemoveAsync(ObjectRef target, string? uid, CancellationToken cancellationToken)
    {
        var why = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                await writer.DeleteAsync(
                    Jobs, target.Namespace, target.Name, new DeletePreconditions(uid, PropagationPolicy: "Background"),
                    new WriteOptions(options.FieldManager), cancellationToken);
                return null;
            }
            catch (KubernetesException gone) when (gone.Error == KubernetesError.NotFound)
            {
                return null;
            }
            catch (KubernetesException failed)
            {
                why = failed.Message;
            }
        }

        return $"{target} could not be removed; the cluster ends it at its deadline and removes it soon after. {why}";
    }

    private static bool IsOurs(Plan plan, JsonObject? live) =>
        JsonPath.Text(live, "metadata", "labels", DebugPod.PlanLabel) == Mark(plan);

    private static bool IsOver(JsonObject job) => (JsonPath.Find(job, "status", "conditions") as JsonArray ?? [])
        .Any(condition =>
        JsonPath.Text(condition, "type") is "Complete" or "Failed" && JsonPath.Text(condition, "status") == "True");

    private static string Mark(Plan plan) => plan.Hash[..40];
}
