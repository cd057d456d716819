using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// Why a workflow that fits is not offered, as far as one look shows: its preconditions, and what each action says of
/// its object. Left out is what needs the API server (the dry run) or a tenant (the policy).
/// </summary>
internal sealed class UnplannedRefusal(ClusterSnapshot world)
{
    /// <summary>Null where nothing speaks against it.</summary>
    public string? Of(Workflow workflow, Arguments arguments, Finding finding)
    {
        var values = Texts.Values(arguments, finding);
        return workflow.Steps.Select(step => Of(
                workflow, step.Action, arguments.Objects[step.Target.Trim('{', '}')],
                step.With.Where(entry => Words.Named(entry.Value).All(values.ContainsKey))
                    .ToDictionary(entry =>
                        entry.Key, entry => Words.Fill(entry.Value, values), StringComparer.Ordinal)))
            .FirstOrDefault(why => why is not null);
    }

    private string? Of(Workflow workflow, string name, ObjectRef target, Dictionary<string, string> with)
    {
        if (NeverList.Objection(target) is { } never)
        {
            return never;
        }

        if (world.Objects.Find(target.Kind, target.Namespace ?? "", target.Name) is not { } item)
        {
            return $"{target} is not there";
        }

        if (name == Drain.Name)
        {
            return Drain.Of(target.Name, world.Objects, NeverList.IsSystem).Refusal;
        }

        var live = ObjectJson.Of(item);
        // Where the earlier version of a ConfigMap is kept is the planner's to know: it is taken to be there.
        var built = name == ActionNames.RestoreConfigMap ? null : TypedActions.Find(name)?.Build(new ActionInput(
            target, live, with, world.Now, world.Objects,
            name == ActionNames.RollbackRevision ? Earlier(item, live) : null, new ActionBounds()));
        return built switch
        {
            Built.Refused when name == ActionNames.RollbackRevision && !Shows(item) =>
                $"whether {target} had an earlier revision does not show: its {Keepers(item)} were not read",
            Built.Refused refused => refused.Why,
            Built.Already already => already.What,
            _ => workflow.Preconditions.Select(precondition => Preconditions.Check(
                    precondition, target, live, (built as Built.Draft)?.After ?? live, world.Objects))
                .FirstOrDefault(objection => objection is { Blocks: true })?.Text,
        };
    }

    private JsonObject? Earlier(IKubernetesObject item, JsonObject live) => EarlierRevision.Among(
        (item is Deployment ? world.Objects.ReplicaSets : world.Objects.ControllerRevisions.Cast<IKubernetesObject>())
            .Where(kept => kept.Metadata.Controller?.Uid == item.Metadata.Uid).Select(ObjectJson.Of),
        live, null);

    private bool Shows(IKubernetesObject item) => item is Deployment
        ? world.Objects.WasRead<ReplicaSet>()
        : world.Objects.WasRead<ControllerRevision>();

    private static string Keepers(IKubernetesObject item) => item is Deployment ? "ReplicaSets" : "ControllerRevisions";
}
