using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>What other objects tell about a resource that complains: more exact than its own words.</summary>
/// <param name="Text">What is found there, as a clause of its own.</param>
internal sealed record Behind(string Cause, ObjectRef Root, string Text)
{
    public ImmutableSortedDictionary<string, string> Facts { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Null where the resource's own words are all there is.</summary>
    public static Behind? Of(Scene scene, CustomResource item, string cause) => (item.Kind, cause) switch
    {
        ("APIService", _) => ServiceBehind.Of(scene, item),
        (_, CauseCodes.OperatorGroupInvalid) => GroupBehind.Of(scene, item),
        ("ScaledObject", CauseCodes.ScalerFailed) => TargetBehind.Of(scene, item),
        ("Rollout", CauseCodes.RolloutStalled) => PodsBehind.Of(scene, item),
        _ => null,
    };
}
