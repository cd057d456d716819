using Kaos.Agent.Grains.Gate.Planning;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>The plan that is judged is the plan that was shown: its hash is that of its content.</summary>
internal sealed class PlanHashRule : IGuardrail
{
    public string Stage => "plan";

    public string Name => "plan-hash";

    public Opinion Judge(GateCase @case) => PlanHashing.Of(@case.Plan) == @case.Plan.Hash
        ? Opinion.Allow("The plan is the one that its hash names.")
        : Opinion.Deny("The plan is not the one that its hash names. Ask for a new plan.");
}

/// <summary>
/// Every object that is written was read, and what undoes each step is known or said to be impossible.
/// </summary>
internal sealed class ReadSetRule : IGuardrail
{
    public string Stage => "plan";

    public string Name => "read-set";

    public Opinion Judge(GateCase @case)
    {
        var read = @case.Plan.ReadSet.Select(projection => projection.Object).ToHashSet();
        return @case.Plan.Steps.FirstOrDefault(step => !read.Contains(step.Target)) is { } blind
            ? Opinion.Deny($"The plan writes {blind.Target} without having read it. Ask for a new plan.")
            : Opinion.Allow("Every object that is written was read first.");
    }
}
