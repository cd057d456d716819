using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// Steps on objects that an operator makes: the same change in the custom resource, where that plainly has the field.
/// </summary>
internal sealed class OperatorPlans
{
    public readonly record struct Redirected(
        ITypedAction Action, ObjectRef Target, JsonObject Live, Built.Draft Built, CustomEdit? Custom);

    /// <exception cref="NotPlannable">People have to do it; the message names the custom resource.</exception>
    public async Task<Redirected> RedirectAsync(
        PlanDraft draft, CustomOwner owner, ITypedAction action, ObjectRef owned, JsonObject live, Built.Draft built,
        CancellationToken cancellationToken)
    {
        var (type, resource) = await ReadAsync(draft, owner, owned, cancellationToken);
        var changes = FieldChange.Of(live, JsonPatch.Parse(built.Patch));
        if (!action.IsProposable || changes.IsEmpty)
        {
            throw Undone(owned, owner, "this is no change of fields");
        }

        var edits = new FieldEdits(resource);
        foreach (var change in changes)
        {
            var places = ValuePaths.Find(resource["spec"], change, [owned.Name, .. change.Items]);
            if (places is not [var place])
            {
                throw Undone(
                    owned, owner, places.IsEmpty
                        ? $"it has no field that is plainly {change}"
                        : $"{places.Length} fields of it could be {change}");
            }

            edits.Set(
                ["spec", .. place.Path.Select(part => part.Key ?? part.Index.ToString(CultureInfo.InvariantCulture))],
                place.New ?? "");
        }

        var target = new ObjectRef(owner.Kind, owned.Namespace, owner.Name);
        draft.Read(target, resource);
        return new Redirected(
            new EditCustomResource(), target, resource,
            new Built.Draft(
                edits.Patch, edits.Inverse, edits.After, [.. edits.Touched],
                [.. built.Warnings], $"Changing {owner.Kind} {owner.Name}, from which its operator makes {owned}",
                built.RolloutOf ?? owned),
            new CustomEdit(type.Group, type.Version, type.Plural, action.Name, owned, built.Patch));
    }

    public static ResourceType TypeOf(CustomEdit custom, ObjectRef target) =>
        new(custom.Group, custom.Version, custom.Plural, target.Kind, Namespaced: true);

    /// <summary>What a workflow asks of the object as written is the operator's to do.</summary>
    public static Plan About(PlanDraft draft, Plan about)
    {
        var owned = draft.Steps.Select(step => step.Custom?.Owned).OfType<ObjectRef>().ToHashSet();
        return owned.Count == 0 ? about : about with
        {
            Verification = about.Verification with
            {
                Checks = [.. about.Verification.Checks.Select(check =>
                    check.Kind == CheckNames.AsWritten && owned.Contains(check.Object)
                        ? check with { Kind = CheckNames.AsMeant }
                        : check)],
            },
        };
    }

    private static async Task<(ResourceType Type, JsonObject Resource)> ReadAsync(
        PlanDraft draft, CustomOwner owner, ObjectRef owned, CancellationToken cancellationToken)
    {
        try
        {
            // In whatever version the server prefers.
            var type = (await draft.Reader.DiscoverAsync(cancellationToken))
                .FirstOrDefault(served =>
                    served.Group == owner.ApiVersion.Split('/')[0] && served.Kind == owner.Kind && served.Namespaced);
            if (type is null || !EditCustomResource.IsOperators(type.Group))
            {
                throw Undone(owned, owner, "it is not a resource that KAOS can change");
            }

            var resource = await LiveObjects.FindAsync(
                draft.Reader, new(owner.Kind, owned.Namespace, owner.Name), type, cancellationToken);
            return resource is null ||
                JsonPath.Text(resource, "metadata", "uid") != owner.Uid ? throw Undone(owned, owner, "it is not there")
                : Ownership.Refusal(resource) is { } refusal ? throw Undone(owned, owner, refusal)
                : Ownership.Operator(resource) is { } above ? throw Undone(owned, above, $"{owner} belongs to it")
                : (type, resource);
        }
        catch (KubernetesException failed)
        {
            throw Undone(owned, owner, $"it could not be read: {failed.Message}");
        }
    }

    private static NotPlannable Undone(ObjectRef owned, CustomOwner owner, string why) =>
        new($"{owned}: it belongs to {owner}; its operator would undo the change, and {why}: edit {owner} by hand, or hand over");
}
