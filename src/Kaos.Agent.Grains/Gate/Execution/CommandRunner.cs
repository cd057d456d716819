using System.Globalization;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>
/// Runs the program of one step, in the pod that was planned for and no later one of its name. Never twice.
/// </summary>
internal sealed class CommandRunner(IKubernetesReader reader, IKubernetesWriter writer, ICluster cluster)
{
    public async Task<StepOutcome> RunAsync(Plan plan, int step, CancellationToken cancellationToken)
    {
        var (target, command) = (plan.Steps[step].Target, plan.Steps[step].Command);
        if (command is null)
        {
            return new StepOutcome(StepResult.Refused, $"Nothing was run: the step says no command for {target}.");
        }

        try
        {
            var live = await LiveObjects.FindAsync(reader, target, cancellationToken);
            if (plan.ReadSet.FirstOrDefault(read => read.Object == target) is not { } planned ||
                !Sighting.IsAsPlanned(plan, step, planned, live))
            {
                return new StepOutcome(
                    StepResult.Stale, $"{target} is gone, or not the pod that was planned for. A new plan is needed.");
            }
        }
        catch (KubernetesException failed)
        {
            return new StepOutcome(
                StepResult.Refused, $"Nothing was run: {target} could not be read before. {failed.Message}");
        }

        try
        {
            var call = new ExecCall(command.Container, command.Argv, command.Limit, CommandOutput.MostBytes);
            return Outcome(
                target, command, await writer.ExecAsync(target.Namespace ?? "", target.Name, call, cancellationToken));
        }
        catch (KubernetesException failed) when (
            failed.Error is KubernetesError.Timeout or KubernetesError.Unreachable or KubernetesError.ServerError
                or KubernetesError.BadAnswer)
        {
            return new StepOutcome(
                StepResult.OutcomeUnknown, $"It is not known whether the program ran in {target}. {failed.Message}");
        }
        catch (KubernetesException refused)
        {
            return new StepOutcome(StepResult.Refused, $"Nothing was run in {target}. {refused.Message}");
        }
    }

    private StepOutcome Outcome(ObjectRef target, PodCommand command, ExecResult result)
    {
        var what = $"{CommandText.Quoted(command.Argv)} in {target}";
        if (result.NeverRan)
        {
            return new StepOutcome(
                StepResult.Refused, $"Nothing was run: {what}. {CommandOutput.Clean(result.Failure ?? "")}");
        }

        var said = CommandOutput.Of(target, what, result.Output, result.Errors, result.Cut, cluster.Now);
        return result.ExitCode is { } code
            ? new StepOutcome(
                StepResult.Written, string.Create(CultureInfo.InvariantCulture, $"{what} ended with exit code {code}."),
                Said: said)
            : new StepOutcome(
                StepResult.OutcomeUnknown, $"{what} was started, and its end was not seen. {result.Failure}",
                Said: said);
    }
}
