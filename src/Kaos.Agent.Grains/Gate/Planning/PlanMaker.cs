using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// Puts plans together, step by step, for whoever asks: a workflow or a person. Reads and dry-runs; writes nothing.
/// </summary>
internal sealed class PlanMaker(
    IClusters clusters, IClusterWriters writers, EarlierVersion earlierVersions, IBlobs blobs, GateJudge judge,
    IGrants grants,
    PullRequestPlans pullRequests, OperatorPlans operators, GateOptions options)
{
    /// <exception cref="NotPlannable">There is no such cluster.</exception>
    public PlanDraft Begin(PlanScope scope)
    {
        if (clusters.Find(scope.Cluster) is not { } known || writers.ReaderFor(scope.Cluster) is not { } reader)
        {
            throw new NotPlannable($"there is no cluster {scope.Cluster} to change");
        }

        return new PlanDraft(scope, known.Now, known.Look(), reader);
    }

    /// <exception cref="NotPlannable">The step is not possible, or not needed; the message is the reason.</exception>
    public async Task AddAsync(PlanDraft draft, WantedStep wanted, CancellationToken cancellationToken)
    {
        if (wanted.Action == Drain.Name)
        {
            await DrainAsync(draft, wanted, cancellationToken);
            return;
        }

        var target = wanted.Target;
        if (NeverList.Objection(target) is { } never)
        {
            throw new NotPlannable(never);
        }

        var action = TypedActions.Find(wanted.Action) ?? throw new NotPlannable($"{wanted.Action} is not an action");
        if (!action.Kinds.Contains(target.Kind))
        {
            throw new NotPlannable($"{action.Name} is not for a {target.Kind}");
        }

        var live = await ReadAsync(draft, action, target, cancellationToken);
        var bounds = judge.RulesFor(draft.Tenant, draft.Cluster, [target.Namespace ?? ""]).Bounds;
        var earlier = action switch
        {
            RestoreConfigMap => await earlierVersions.FindAsync(draft.Cluster, live, wanted.Finding, cancellationToken),
            RollbackRevision => await RevisionAsync(draft, live, wanted, cancellationToken),
            _ => null,
        };
        var built = action.Build(
            new ActionInput(target, live, wanted.With, draft.At, draft.World.Objects, earlier, bounds)) switch
        {
            Built.Draft good => good,
            Built.Already so => throw new NotPlannable($"{target}: {so.What}") { IsDone = true },
            Built.Refused no => throw new NotPlannable($"{target}: {no.Why}"),
            _ => throw new NotPlannable($"{target}: it could not be prepared"),
        };
        var managers = FieldManagers.Of(live, built.Touched).ToImmutableArray();
        Check(draft, wanted, action, live, built);
        CustomEdit? custom = null;
        if (Ownership.Operator(live) is { } owner)
        {
            (action, target, live, built, custom) = await operators.RedirectAsync(
                draft, owner, action, target, live, built, cancellationToken);
            managers = [.. FieldManagers.Of(live, built.Touched)];
        }

        await DryRunAsync(draft, target, custom, built, cancellationToken);
        if (await pullRequests.AddAsync(
            draft, wanted with { Target = target }, action, live, built, custom, managers, cancellationToken))
        {
            return;
        }

        draft.Diffs.Add(UnifiedDiff.Of(target.ToString(), Yaml(live), Yaml(built.After)));
        draft.Add(
            new PlanStep
            {
                Action = action.Name,
                Target = target,
                Description = built.Describe ?? wanted.Describe,
                Patch = built.Patch,
                Inverse = built.Inverse,
                Recovery = action.Recovery,
                Managers = managers,
                BeforeImage = live.Count == 0 ? null : await KeepAsync(live, cancellationToken),
                Custom = custom,
                AwaitRollout = (TypedActions.Find(custom?.Action ?? "") ?? action).AwaitsRollout &&
                    PodTemplate.Rolling.Contains((built.RolloutOf ?? target).Kind),
                RolloutOf = built.RolloutOf,
                Command = built.Command,
            },
            built.After);
    }

    /// <summary>The plan with its hash, judged by the rules in force.</summary>
    /// <param name="about">Everything that the draft does not know; its steps, reads and hash are filled in
    /// here.</param>
    /// <exception cref="NotPlannable">It could never be carried out.</exception>
    public async Task<Plan> FinishAsync(PlanDraft draft, Plan about, CancellationToken cancellationToken)
    {
        about = PullRequestPlans.About(draft, OperatorPlans.About(draft, about));
        if (!grants.HasBroker(draft.Cluster) && draft.Steps.Any(step => step.PullRequest is null))
        {
            draft.Warn(["No grant broker is installed: the write uses KAOS's own rights."]);
        }

        var plan = about with
        {
            Diff = string.Concat(draft.Diffs),
            Steps = [.. draft.Steps],
            Verification =
                about.Verification with { Checks = VerificationTable.Complete(about.Verification.Checks, draft.Steps) },
            ReadSet = draft.Projections(),
            Warnings = [.. draft.Warnings],
            Target = draft.Steps[0].Target,
            ReviewType = TypedActions.Meant(draft.Steps[0])?.ReviewType ?? ReviewTypes.CreateUpdate,
            PolicyDigest = judge.PolicyDigest,
            MadeAt = draft.At,
            Reviews = PlanReviews.Of(draft),
        };
        plan = plan with { Policy = await judge.ForeseeAsync(plan, cancellationToken) };
        if (plan.Policy.FirstOrDefault(verdict => verdict is { Effect: Effect.Deny, Stage: "action" or "never-list" }
            or { Effect: Effect.Deny, Rule: "allowed" }) is { } forbidden)
        {
            throw new NotPlannable(forbidden.Reason);
        }

        return PlanHashing.Hashed(plan with
        {
            Warnings = [.. plan.Warnings, .. await UngrantedAsync(plan, cancellationToken)],
        });
    }

    // What KAOS would carry out itself has to be granted in the end; what it may only propose takes a person's rights.
    private async Task<ImmutableArray<string>> UngrantedAsync(Plan plan, CancellationToken cancellationToken)
    {
        if (plan.Policy.Any(verdict => verdict is { Stage: "maturity", Effect: Effect.Deny }))
        {
            return [];
        }

        try
        {
            return await grants.ForeseeAsync(plan, cancellationToken) is { } refusal
                ? throw new NotPlannable($"{refusal} By hand: {string.Join(" && ", KubectlCommands.Of(plan))}")
                : [];
        }
        catch (TimeoutException unreachable)
        {
            return [$"Whether the grant broker gives the rights for this is unknown. {unreachable.Message}"];
        }
    }

    private async Task<string> KeepAsync(JsonObject live, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.PutAsync(Encoding.UTF8.GetBytes(live.ToJsonString()), cancellationToken);
        }
        catch (BlobsFullException full)
        {
            throw new NotPlannable($"its state could not be kept for the way back: {full.Message}");
        }
    }

    private async Task DrainAsync(PlanDraft draft, WantedStep wanted, CancellationToken cancellationToken)
    {
        var leaving = Drain.Of(wanted.Target.Name, draft.World.Objects, NeverList.IsSystem);
        if (leaving.Refusal is { } refusal)
        {
            throw new NotPlannable($"{wanted.Target}: {refusal}");
        }

        try
        {
            await AddAsync(
                draft, wanted with { Action = ActionNames.Cordon, Describe = $"Cordoning node {wanted.Target.Name}" },
                cancellationToken);
        }
        catch (NotPlannable already) when (already.IsDone && !leaving.Pods.IsEmpty)
        {
            draft.Warn([$"Node {wanted.Target.Name} is cordoned already, and stays so when this is undone."]);
        }

        draft.Warn(leaving.Warnings);
        foreach (var pod in leaving.Pods)
        {
            await AddAsync(
                draft, wanted with { Action = ActionNames.Evict, Target = pod, Describe = $"Evicting pod {pod.Name}", Preconditions = [] },
                cancellationToken);
        }
    }

    private static async Task<JsonObject> ReadAsync(
        PlanDraft draft, ITypedAction action, ObjectRef target, CancellationToken cancellationToken)
    {
        if (draft.Now(target) is { } known)
        {
            return known;
        }

        try
        {
            var live = await LiveObjects.FindAsync(draft.Reader, target, cancellationToken);
            if (live is null && !action.MayCreate)
            {
                throw new NotPlannable($"{target} is not there");
            }

            draft.Read(target, live ?? []);
            return live ?? [];
        }
        catch (KubernetesException failed)
        {
            throw new NotPlannable($"{target} could not be read: {failed.Message}");
        }
    }

    private static async Task<JsonObject?> RevisionAsync(
        PlanDraft draft, JsonObject live, WantedStep wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await EarlierRevision.FindAsync(
                draft.Reader, live, wanted.With.GetValueOrDefault("revision"), cancellationToken);
        }
        catch (KubernetesException failed)
        {
            throw new NotPlannable($"the revisions of {wanted.Target} could not be read: {failed.Message}");
        }
    }

    private static void Check(
        PlanDraft draft, WantedStep wanted, ITypedAction action, JsonObject live, Built.Draft built)
    {
        var target = wanted.Target;
        if (Ownership.Refusal(live) is { } refusal)
        {
            throw new NotPlannable($"{target}: {refusal}");
        }

        draft.Warn(Ownership.Warnings(action, target, draft.Cluster, live));
        draft.Warn(built.Warnings);
        foreach (var name in wanted.Preconditions)
        {
            if (Preconditions.Check(name, target, live, built.After ?? live, draft.World.Objects) is { } objection)
            {
                if (objection.Blocks)
                {
                    throw new NotPlannable(objection.Text);
                }

                draft.Warn([objection.Text]);
            }
        }
    }

    // A step on an object that an earlier step changes cannot be tried before that one is done; a program cannot be
    // tried at all.
    private async Task DryRunAsync(
        PlanDraft draft, ObjectRef target, CustomEdit? custom, Built.Draft built, CancellationToken cancellationToken)
    {
        if (built.Command is { Image: null } || draft.Steps.Any(step => step.Target == target) ||
            writers.For(draft.Cluster) is not { } writer
            || (custom is null ? Kinds.Find(target.Kind) : OperatorPlans.TypeOf(custom, target)) is not { } type)
        {
            return;
        }

        var patch = JsonPatch.Parse(built.Patch);
        var dry = new WriteOptions(options.FieldManager, DryRun: true);
        try
        {
            await (WholeObject.Created(patch) is { } made
                ? writer.CreateAsync(
                    type, target.Namespace, Encoding.UTF8.GetBytes(made.ToJsonString()), dry, cancellationToken)
                : WholeObject.IsRemoval(patch)
                    ? writer.DeleteAsync(
                        type, target.Namespace, target.Name, new DeletePreconditions(draft.UidOf(target)), dry,
                        cancellationToken)
                    : writer.PatchAsync(
                        type, target.Namespace, target.Name, KubernetesPatch.Json(built.Patch), dry,
                        cancellationToken));
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

    private static string Yaml(JsonObject? live) => live is { Count: > 0 } ? YamlText.Of(live) : "";
}

/// <summary>One step as it is wanted, before the object was read.</summary>
/// <param name="With">Arguments of the action, filled; absent where there is no value.</param>
internal sealed record WantedStep(
    string Action,
    ObjectRef Target,
    IReadOnlyDictionary<string, string> With,
    string Describe,
    ImmutableArray<string> Preconditions,
    Finding Finding);

/// <summary>There is no plan; the message is the reason, fit to be shown.</summary>
internal sealed class NotPlannable(string why) : Exception(why)
{
    /// <summary>It is as wanted already.</summary>
    public bool IsDone { get; init; }
}
