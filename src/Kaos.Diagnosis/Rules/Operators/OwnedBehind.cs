using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>
/// The workload or pod that a resource's operator made from it, also by way of other resources, and that is in trouble
/// itself: what is wrong with that is the cause.
/// </summary>
internal static class OwnedBehind
{
    private const int Deepest = 3;

    public static Behind? Of(Scene scene, CustomResource item) => Made(scene, item, Deepest)
        .Concat(Labelled(scene, item))
        .Where(made => scene.ComplaintOf(made.Ref()) is not null)
        .OrderBy(made => made is Pod).ThenBy(made => made.Ref().ToString(), StringComparer.Ordinal)
        .Select(made => new Behind(
            CauseCodes.ResourceUnhealthy, made.Ref(), $"{made.Ref().Named()}, which was made for it, is in trouble"))
        .FirstOrDefault();

    private static IEnumerable<IKubernetesObject> Made(Scene scene, CustomResource item, int depth)
    {
        var children = scene.Index.ControlledBy(item.Kind, item.Metadata.Namespace, item.Metadata.Name).Concat(
            scene.Index.Objects.CustomResources.Where(c => c.Metadata.Namespace == item.Metadata.Namespace &&
                c.Metadata.OwnerReferences.Any(o => o?.Kind == item.Kind && o.Name == item.Metadata.Name)));
        return children.Distinct().SelectMany(child => child is not CustomResource step ? [child]
            : depth > 0 ? Made(scene, step, depth - 1) : []);
    }

    // What is made in another namespace nothing can own; operators mark it with a label of their kind and group.
    private static IEnumerable<IKubernetesObject> Labelled(Scene scene, CustomResource item)
    {
        var group = item.ApiVersion.Split('/')[0];
        var prefix = $"{item.Kind.ToLowerInvariant()}.{group}/";
        return Workload.All(scene.Index.Objects).Select(w => w.Object).Where(o => o.Metadata.Labels.Any(l =>
            l.Key.StartsWith(prefix, StringComparison.Ordinal) && l.Value == item.Metadata.Name));
    }
}
