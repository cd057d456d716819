using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>From a finding to the exact plans of the workflows that fit it. Reads and dry-runs; writes nothing.</summary>
internal sealed class Planner(
    WorkflowCatalog catalog, ITrackRecord record, IClusters clusters, IClusterWriters writers, EarlierVersion earlierVersions,
    IBlobs blobs, GateJudge judge, GateOptions options)
    : IPlanner
{
    public Task<Offer> OfferAsync(string tenant, string cluster, Finding finding, CancellationToken cancellationToken) =>
        OfferAsync(tenant, cluster, finding, catalog.For(finding.CauseCode), cancellationToken);

    public Task<Offer> OfferAgainAsync(
        string tenant, string cluster, Finding finding, string workflowId, CancellationToken cancellationToken) =>
        OfferAsync(tenant, cluster, finding, catalog.All.Where(workflow => workflow.Id == workflowId), cancellationToken);

    private async Task<Offer> OfferAsync(
        string tenant, string cluster, Finding finding, IEnumerable<Workflow> workflows, CancellationToken cancellationToken)
    {
        var offered = new List<(WorkflowOption Option, Plan Plan)>();
        var left = ImmutableArray.CreateBuilder<NotChecked>();
        foreach (var workflow in workflows)
        {
            try
            {
                var plan = await PlanAsync(new Request(tenant, cluster, finding, workflow), cancellationToken);
                offered.Add((Options.Of(workflow, finding, plan, record), plan));
            }
            catch (NotPlannable why)
            {
                left.Add(new NotChecked(workflow.Id, why.Message));
            }
        }

        var best = offered.OrderByDescending(one => one.Option.Confidence).ThenBy(one => one.Option.Risk)
            .ThenBy(one => one.Option.Id, StringComparer.Ordinal).ToArray();
        return new Offer(
            [.. best.Select(one => one.Option), Options.DoNothing, Options.HandOver],
            [.. best.Select(one => one.Plan)],
            left.ToImmutable());
    }

    private async Task<Plan> PlanAsync(Request request, CancellationToken cancellationToken)
    {
        var (tenant, cluster, finding, workflow) = request;
        var arguments = Arguments.Of(workflow, finding);
        if (arguments.Missing is { } missing)
        {
            throw new NotPlannable(missing);
        }

        if (clusters.Find(cluster) is not { } known || writers.ReaderFor(cluster) is not { } reader)
        {
            throw new NotPlannable($"there is no cluster {cluster} to change");
        }

        var world = known.Look();
        var draft = new PlanDraft();
        foreach (var step in workflow.Steps)
        {
            var target = arguments.Objects[step.Target.Trim('{', '}')];
            await ReadAsync(draft, reader, target, cancellationToken);
            await StepAsync(draft, request, step, target, arguments, known.Now, world, cancellationToken);
        }

        return Finish(draft, request, arguments, known.Now);
    }

    private static async Task ReadAsync(PlanDraft draft, IKubernetesReader reader, ObjectRef target, CancellationToken cancellationToken)
    {
        if (draft.Now(target) is not null)
        {
            return;
        }

        try
        {
            draft.Read(target, await LiveObjects.GetAsync(reader, target, cancellationToken));
        }
        catch (KubernetesException failed)
        {
            throw new NotPlannable($"{target} could not be read: {failed.Message}");
        }
    }

    private async Task StepAsync(
        PlanDraft draft,
        Request request,
        WorkflowStep step,
        ObjectRef target,
        Arguments arguments,
        DateTimeOffset now,
        ClusterSnapshot world,
        CancellationToken cancellationToken)
    {
        var action = TypedActions.Find(step.Action) ?? throw new NotPlannable($"{step.Action} is not an action");
        if (!action.Kinds.Contains(target.Kind))
        {
            throw new NotPlannable($"{action.Name} is not for a {target.Kind}");
        }

        var live = draft.Now(target) ?? throw new NotPlannable($"{target} was not read");
        var values = Texts.Values(arguments, request.Finding);
        var bounds = judge.RulesFor(request.Tenant, request.Cluster, [target.Namespace ?? ""]).Bounds;
        var earlier = action is RestoreConfigMap
            ? await earlierVersions.FindAsync(request.Cluster, live, request.Finding, cancellationToken)
            : null;
        var with = step.With.ToDictionary(entry => entry.Key, entry => Words.Fill(entry.Value, values), StringComparer.Ordinal);
        var built = action.Build(new ActionInput(target, live, with, now, world.Objects, earlier, bounds)) switch
        {
            Built.Draft good => good,
            Built.Refused no => throw new NotPlannable($"{target}: {no.Why}"),
            _ => throw new NotPlannable($"{target}: it could not be prepared"),
        };
        var managers = FieldManagers.Of(live, built.Touched).ToImmutableArray();
        Check(draft, request, action, target, live, built, managers, world);
        await DryRunAsync(draft, request.Cluster, target, built, cancellationToken);
        draft.Diffs.Add(UnifiedDiff.Of(target.ToString(), YamlText.Of(live), YamlText.Of(built.After)));
        draft.Steps.Add(new PlanStep
        {
            Action = action.Name,
            Target = target,
            Description = built.Describe ?? Words.Fill(step.Describe, values),
            Patch = built.Patch,
            Inverse = built.Inverse,
            Recovery = action.Recovery,
            Managers = managers,
            BeforeImage = await blobs.PutAsync(Encoding.UTF8.GetBytes(live.ToJsonString()), cancellationToken),
            AwaitRollout = action.AwaitsRollout,
        });
        draft.Change(target, built.After);
    }

    private static void Check(
        PlanDraft draft, Request request, ITypedAction action, ObjectRef target, JsonObject live, Built.Draft built,
        ImmutableArray<string> managers, ClusterSnapshot world)
    {
        if (Ownership.Refusal(action, live, managers) is { } refusal)
        {
            throw new NotPlannable($"{target}: {refusal}");
        }

        draft.Warn(Ownership.Warnings(action, target, request.Cluster, live));
        draft.Warn(built.Warnings);
        foreach (var name in request.Workflow.Preconditions.Where(_ => Demand.IsWorkload(target.Kind)))
        {
            if (Preconditions.Check(name, target, live, built.After, world.Objects) is { } objection)
            {
                if (objection.Blocks)
                {
                    throw new NotPlannable(objection.Text);
                }

                draft.Warn([objection.Text]);
            }
        }
    }

    // A step on an object that an earlier step changes cannot be tried before that one is done.
    private async Task DryRunAsync(
        PlanDraft draft, string cluster, ObjectRef target, Built.Draft built, CancellationToken cancellationToken)
    {
        if (draft.Steps.Any(step => step.Target == target) || writers.For(cluster) is not { } writer || Kinds.Find(target.Kind) is not { } type)
        {
            return;
        }

        try
        {
            await writer.PatchAsync(
                type, target.Namespace, target.Name, KubernetesPatch.Json(built.Patch),
                new WriteOptions(options.FieldManager, DryRun: true), cancellationToken);
        }
        catch (KubernetesException refused) when (refused.Error is KubernetesError.Forbidden)
        {
            draft.Warn([$"The change of {target} could not be dry-run: no write permission."]);
        }
        catch (KubernetesException refused)
        {
            throw new NotPlannable($"the API server refuses the change of {target} in a dry run: {refused.Message}");
        }
    }

    private Plan Finish(PlanDraft draft, Request request, Arguments arguments, DateTimeOffset now)
    {
        var (tenant, cluster, finding, workflow) = request;
        var values = Texts.Values(arguments, finding);
        draft.Warn(["No grant broker is installed: the write uses KAOS's own rights."]);
        var plan = new Plan
        {
            Hash = "",
            WorkflowId = workflow.Id,
            WorkflowHash = workflow.Hash,
            IncidentClass = $"{finding.CauseCode}/{finding.Subject.Kind}/{workflow.Template}",
            Tenant = tenant,
            Cluster = cluster,
            ReviewType = TypedActions.Find(draft.Steps[0].Action)?.ReviewType ?? "create_update_plan_review",
            Target = draft.Steps[0].Target,
            Summary = Words.Fill(workflow.Description, values),
            Diff = string.Concat(draft.Diffs),
            Steps = [.. draft.Steps],
            ReadSet = draft.Projections(),
            Verification = new VerificationPlan(workflow.Verification.Window, [.. workflow.Verification.Checks.Select(check =>
                new VerificationCheck(check.Kind, arguments.Objects[check.On.Trim('{', '}')], check.Required ?? Texts.IsMeasured(check.Kind, finding)))]),
            Rollback = Words.Fill(workflow.Rollback, values),
            Warnings = [.. draft.Warnings],
            MadeAt = now,
        };
        plan = PlanHashing.Hashed(plan with { Policy = judge.Foresee(plan) });
        return plan.Policy.FirstOrDefault(verdict => verdict is { Effect: Effect.Deny, Stage: "action" or "never-list" }
            or { Effect: Effect.Deny, Rule: "allowed" }) is { } forbidden
            ? throw new NotPlannable(forbidden.Reason)
            : plan;
    }

    private sealed record Request(string Tenant, string Cluster, Finding Finding, Workflow Workflow);

    /// <summary>This workflow is not offered; the message is the reason, fit to be shown.</summary>
    private sealed class NotPlannable(string why) : Exception(why);
}
