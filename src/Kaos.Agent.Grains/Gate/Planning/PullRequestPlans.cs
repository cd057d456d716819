using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>Steps on objects that come from a repository: a branch there instead of a write here.</summary>
internal sealed class PullRequestPlans(PullRequests repositories)
{
    /// <returns>False: the object is KAOS's to change, and the step is still to be added.</returns>
    /// <exception cref="NotPlannable">It has to go to a repository, and cannot; the message holds the change as a
    /// diff.</exception>
    public async Task<bool> AddAsync(
        PlanDraft draft, WantedStep wanted, ITypedAction action, JsonObject live, Built.Draft built, CustomEdit? custom,
        ImmutableArray<string> managers, CancellationToken cancellationToken)
    {
        var (target, after) = (wanted.Target, draft.Steps.Any(step => step.PullRequest is not null));
        if (after && action is RolloutRestart)
        {
            draft.Warn([$"Once it is merged and applied, people have to restart {target.Name}: kubectl rollout restart {target.Kind.ToLowerInvariant()}/{target.Name}."]);
            return true;
        }

        if (Ownership.Upstream(action, live, managers) is not { } upstream)
        {
            return after
                ? throw new NotPlannable($"{target}: it would follow a change that people have to merge first")
                : false;
        }

        var changes = FieldChange.Of(live, JsonPatch.Parse(built.Patch));
        if (!action.IsProposable || changes.IsEmpty || live.Count == 0 || draft.Steps.Count > 0)
        {
            throw new NotPlannable(
                $"{target}: {upstream.Why}, and this is more than a change of fields in one file: make it a pull request by hand");
        }

        var sought = new SoughtFields(target, JsonPath.Text(live, "apiVersion") ?? "", changes, upstream.Release);
        var proposed = new ProposedChange(
            draft.IncidentId, draft.Cluster, action.Name, upstream.Tool, upstream.App, sought,
            built.Describe ?? wanted.Describe,
            wanted.Finding.Summary, draft.At);
        var proposal = await repositories.ProposeAsync(proposed, cancellationToken);
        if (proposal is not Proposal.Ready ready)
        {
            throw new NotPlannable(
                $"{target}: {upstream.Why}, and {((Proposal.None)proposal).Why}.{ByHand(target.ToString(), live, built)}");
        }

        draft.Warn(ready.Warnings);
        draft.Warn([$"{upstream.Why}: the change goes to its repository, and the cluster stays as it is until people have merged it."]);
        draft.Diffs.Add(ready.Diff);
        draft.Add(
            new PlanStep
            {
                Action = ActionNames.PullRequest,
                Target = target,
                Description = $"Pushing branch {ready.Request.Branch} to {ready.Request.Remote}",
                Patch = built.Patch,
                Recovery = Recovery.Named,
                Managers = managers,
                PullRequest = ready.Request,
                Custom = custom,
            },
            built.After);
        return true;
    }

    private static string ByHand(string name, JsonObject live, Built.Draft built)
    {
        var diff = UnifiedDiff.Of(name, YamlText.Of(live), built.After is { } after ? YamlText.Of(after) : "");
        return Redaction.Of(diff) == diff
            ? $" The change to make there, as a pull request:\n{diff}"
            : " The change is not shown, since lines of it look like credentials.";
    }

    /// <summary>What is said of a plan as a whole, where it is a branch.</summary>
    public static Plan About(PlanDraft draft, Plan about) => draft.Steps is not [{ PullRequest: { } request }, ..]
        ? about
        : about with
        {
            // Another way of fixing, which has to earn its own trust.
            IncidentClass = $"{about.IncidentClass[..about.IncidentClass.LastIndexOf('/')]}/{ActionNames.PullRequest}",
            Rollback =
                $"Before it is merged, delete branch {request.Branch}; afterwards, revert its commit in {request.Base}",
        };
}
