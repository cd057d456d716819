using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Operators;
using Kaos.Diagnosis.Rules.Statements;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>What other objects tell about a resource that complains: more exact than its own words.</summary>
/// <param name="Text">What is found there, as a clause of its own.</param>
internal sealed record Behind(string Cause, ObjectRef Root, string Text)
{
    public ImmutableSortedDictionary<string, string> Facts { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Null where the resource's own words are all there is.</summary>
    public static Behind? Of(Scene scene, CustomResource item, ResourceTrouble trouble) => Denied(scene, item, trouble)
        ?? (item.Kind, trouble.Cause) switch
        {
            ("APIService", _) => ServiceBehind.Of(scene, item),
            (_, CauseCodes.OperatorGroupInvalid) => GroupBehind.Of(scene, item),
            ("ScaledObject", CauseCodes.ScalerFailed) => TargetBehind.Of(scene, item),
            ("Rollout", CauseCodes.RolloutStalled) => PodsBehind.Of(scene, item),
            ("HelmRelease" or "Kustomization", CauseCodes.GitOpsSyncFailed) =>
                PodsBehind.OfRelease(scene, item, trouble),
            ("ClusterServiceVersion", CauseCodes.OperatorInstallFailed) => PodsBehind.OfOperator(scene, item),
            (_, CauseCodes.ResourceUnhealthy) => OwnedBehind.Of(scene, item),
            _ => null,
        };

    // The operator's own words are the API server's refusal.
    private static Behind? Denied(Scene scene, CustomResource item, ResourceTrouble trouble)
    {
        if (RightsDenial.Parse(trouble.Text) is not { Account: not null } denial)
        {
            return null;
        }

        var (root, why) = RightsPlace.Of(scene.Index.Objects, denial, item.Ref());
        return new Behind(CauseCodes.RightsMissing, root, why) { Facts = denial.Facts };
    }
}
