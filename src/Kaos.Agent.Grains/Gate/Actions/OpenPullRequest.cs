using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Pushes a branch to the repository that an object comes from, with the change that another action would have made.
/// Planned by <see cref="PullRequestPlans"/> and bounded as that action is.
/// </summary>
internal sealed class OpenPullRequest : ITypedAction
{
    public string Name => ActionNames.PullRequest;

    public ImmutableArray<string> Kinds => Planning.Kinds.Names;

    public Recovery Recovery => Recovery.Named;

    public bool IsDesiredState => false;

    public Built Build(ActionInput input) => new Built.Refused("a pull request is made of another action");

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        step.PullRequest is not { } request ? "it says no branch"
        : TypedActions.Find(request.Action) is not { IsProposable: true } inner ? $"{request.Action} cannot be proposed as a branch"
        : step.Custom is null &&
            !inner.Kinds.Contains(step.Target.Kind) ? $"{request.Action} is not for a {step.Target.Kind}"
        : !RefName.IsOurs(request.Branch) || !RefName.IsPath(request.Path) || !RefName.IsBranch(request.Base) ||
            request.Branch == request.Base
            ? "its branch or path is not one that KAOS may name"
        : step.Inverse is not null ? "a branch is taken back by people"
        : inner.Violation(step, patch, bounds);

    public string BlastRadius(ObjectRef target) =>
        "A branch for people to merge; the cluster stays as it is until then";
}
