using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>
/// The workload or pod that a resource's operator made from it and that is in trouble itself: what is wrong with that
/// is the cause.
/// </summary>
internal static class OwnedBehind
{
    public static Behind? Of(Scene scene, CustomResource item) => scene.Index
        .ControlledBy(item.Kind, item.Metadata.Namespace, item.Metadata.Name)
        .Where(made => made is not CustomResource && scene.ComplaintOf(made.Ref()) is not null)
        .OrderBy(made => made is Pod).ThenBy(made => made.Ref().ToString(), StringComparer.Ordinal)
        .Select(made => new Behind(
            CauseCodes.ResourceUnhealthy, made.Ref(), $"{made.Ref().Named()}, which was made for it, is in trouble"))
        .FirstOrDefault();
}
