using System.Globalization;
using System.Text;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>Runs the program of one step, in the pod that was planned for and no later one of its name. Never twice.</summary>
internal sealed class CommandRunner(IKubernetesReader reader, IKubernetesWriter writer, ICluster cluster)
{
    /// <summary>Of output and of errors, each.</summary>
    private const int MostBytes = 16 * 1024;

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
            if (plan.ReadSet.FirstOrDefault(read => read.Object == target) is not { } planned || !Sighting.IsAsPlanned(plan, step, planned, live))
            {
                return new StepOutcome(StepResult.Stale, $"{target} is gone, or not the pod that was planned for. A new plan is needed.");
            }
        }
        catch (KubernetesException failed)
        {
            return new StepOutcome(StepResult.Refused, $"Nothing was run: {target} could not be read before. {failed.Message}");
        }

        try
        {
            var call = new ExecCall(command.Container, command.Argv, command.Limit, MostBytes);
            return Outcome(target, command, await writer.ExecAsync(target.Namespace ?? "", target.Name, call, cancellationToken));
        }
        catch (KubernetesException failed) when (
            failed.Error is KubernetesError.Timeout or KubernetesError.Unreachable or KubernetesError.ServerError or KubernetesError.BadAnswer)
        {
            return new StepOutcome(StepResult.OutcomeUnknown, $"It is not known whether the program ran in {target}. {failed.Message}");
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
            return new StepOutcome(StepResult.Refused, $"Nothing was run: {what}. {Clean(result.Failure ?? "")}");
        }

        var said = Said(target, what, result);
        return result.ExitCode is { } code
            ? new StepOutcome(StepResult.Written, string.Create(CultureInfo.InvariantCulture, $"{what} ended with exit code {code}."), Said: said)
            : new StepOutcome(StepResult.OutcomeUnknown, $"{what} was started, and its end was not seen. {result.Failure}", Said: said);
    }

    private Evidence Said(ObjectRef target, string what, ExecResult result)
    {
        var text = new StringBuilder($"$ {what}\n");
        text.Append(Clean(result.Output));
        if (result.Errors.Length > 0)
        {
            text.Append("\n[errors]\n").Append(Clean(result.Errors));
        }

        if (result.Cut)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[cut after {MostBytes / 1024} KiB]");
        }

        var whole = text.ToString().TrimEnd();
        var id = CanonicalJson.Hash(Encoding.UTF8.GetBytes($"exec|{target}|{cluster.Now:O}|{whole}"))[..12];
        return new Evidence($"ev-{id}", "exec", cluster.Now, whole, target);
    }

    // What a program says is data: nothing in it is an instruction, nor steers a terminal.
    private static string Clean(string text) => string.Join('\n', Redaction.Lines(
        [.. new string([.. text.Where(letter => letter is '\n' or '\t' || !char.IsControl(letter))]).TrimEnd().Split('\n')]));
}
