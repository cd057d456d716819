using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>A plan as the commands that a person can run by hand, where KAOS may only propose.</summary>
public static class KubectlCommands
{
    public static ImmutableArray<string> Of(Plan plan) =>
        [.. plan.Steps.Select(step => step.PullRequest is null ? Command(step) : $"{Command(step)} <<'END'\n{plan.Diff}END")];

    internal static string Command(PlanStep step)
    {
        if (step.PullRequest is { } branch)
        {
            return $"git switch --create {branch.Branch} {branch.BaseCommit} && git apply --unidiff-zero --index";
        }

        var target = $"{(step.Custom is { } custom ? $"{custom.Plural}.{custom.Group}" : step.Target.Kind.ToLowerInvariant())}/{step.Target.Name}"
            + (step.Target.Namespace is { } place ? $" --namespace {place}" : "");
        return TypedActions.Find(step.Action)?.Kubectl(target, step)
            ?? (WholeObject.Created(JsonPatch.Parse(step.Patch)) is { } made
                ? $"echo {Quoted(made.ToJsonString())} | kubectl create -f -"
                : $"kubectl patch {target} --type=json --patch={Quoted(step.Patch)}");
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''")}'";
}
