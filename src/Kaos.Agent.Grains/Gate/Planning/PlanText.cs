using System.Text;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>A plan as a person reads it before deciding: all of it.</summary>
internal static class PlanText
{
    public static string Of(Plan plan)
    {
        var text = new StringBuilder($"Plan ({plan.ReviewType}): {plan.Summary}.\n");
        foreach (var review in plan.Reviews ?? [])
        {
            text.Append("  ").Append(review.Kind).Append(' ').Append(review.Name);
            _ = review.Namespace is null ? text : text.Append(" in namespace ").Append(review.Namespace);
            _ = review.CurrentReplicas is { } now && review.TargetReplicas is { } then
                ? text.Append($": {now} → {then} replicas")
                : text;
            text.Append(". Impact: ").Append(review.Impact).Append(".\n");
            _ = review.PullRequest is { } branch
                ? text.Append(
                    $"  Branch: {branch.Branch} at {branch.Remote}, from {branch.Base}, for {branch.Tool}. Incident: {branch.IncidentId}.\n")
                    .Append($"  Title: {branch.Title}\n")
                : text;
            _ = review.Removes.IsEmpty ? text : text.Append("  Removed: ").AppendJoin(", ", review.Removes)
                .Append(".\n");
        }

        foreach (var step in plan.Steps.Where(step => !step.Managers.IsDefaultOrEmpty))
        {
            text.Append("  ").Append(step.Target).Append('.').Append(Texts.ManagedBy(step)).Append('\n');
        }

        foreach (var warning in plan.Warnings)
        {
            text.Append("  Warning: ").Append(warning).Append('\n');
        }

        return text.Append("  Way back: ").Append(plan.Rollback).Append(".\n").Append(plan.Diff).ToString();
    }
}
