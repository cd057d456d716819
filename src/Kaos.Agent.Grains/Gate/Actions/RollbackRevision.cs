using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Gives a workload the pod template of an earlier revision back, as <c>kubectl rollout undo</c> does: from a
/// ReplicaSet for a Deployment, from a ControllerRevision for the others. Only fields that differ are written.
/// </summary>
internal sealed class RollbackRevision : ITypedAction
{
    private static readonly string[] Template = ["spec", "template"];

    public string Name => ActionNames.RollbackRevision;

    public bool IsProposable => true;

    public bool AwaitsRollout => true;

    public ImmutableArray<string> Kinds => PodTemplate.Rolling;

    public Built Build(ActionInput input)
    {
        if (input.Earlier?["template"] is not JsonObject earlier)
        {
            return new Built.Refused("no earlier revision of it is known");
        }

        if (RolloutRestart.Stuck(input.Live) is { } why)
        {
            return new Built.Refused(why);
        }

        var edits = new FieldEdits(input.Live).Become(Template, earlier);
        if (Credentials.In(JsonNode.Parse(edits.Patch)) is { } secret)
        {
            return new Built.Refused(
                $"{secret} differs and looks like a credential, which must not enter KAOS's log; roll back by hand");
        }

        var revision = input.Earlier["revision"]?.ToString();
        return Built.Of(
            edits, "its pod template is that of the earlier revision already",
            RolloutRestart.Cautions(input.Live)) switch
        {
            Built.Draft draft => draft with { Describe = $"Rolling {input.Target.Name} back to revision {revision}" },
            var other => other,
        };
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => Writable.Only(
        patch, "spec/template/**")
        ? null
        : "a rollback-revision step writes the pod template and nothing else";

    public string Kubectl(string target, PlanStep step) => step.Description.Split(' ') is [.., "revision", var revision]
        ? $"kubectl rollout undo {target} --to-revision={revision}"
        : $"kubectl rollout undo {target}";
}
