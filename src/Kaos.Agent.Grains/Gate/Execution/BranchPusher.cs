using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>Carries one step to a repository, where the object in the cluster is still as planned.</summary>
internal sealed class BranchPusher(IKubernetesReader reader, PullRequests repositories)
{
    public async Task<StepOutcome> PushAsync(Plan plan, int step, CancellationToken cancellationToken)
    {
        var target = plan.Steps[step].Target;
        try
        {
            var live = await LiveObjects.FindAsync(reader, target, Kinds.Of(plan, target), cancellationToken);
            if (Sighting.IsDone(plan, target, live, JsonPatch.Parse(plan.Steps[step].Patch)))
            {
                return new StepOutcome(StepResult.Already, $"{target} is so already; nothing was pushed.");
            }

            if (plan.ReadSet.FirstOrDefault(read => read.Object == target) is not { } planned ||
                !Sighting.IsAsPlanned(plan, step, planned, live))
            {
                return new StepOutcome(
                    StepResult.Stale, $"{target} has changed since the plan was made. A new plan is needed.");
            }
        }
        catch (KubernetesException failed)
        {
            return new StepOutcome(
                StepResult.Refused, $"Nothing was pushed: {target} could not be read before. {failed.Message}");
        }

        return plan.Steps[step].PullRequest is { } request
            ? await repositories.PushAsync(request, cancellationToken)
            : new StepOutcome(StepResult.Refused, $"Nothing was pushed: the step names no branch for {target}.");
    }
}
