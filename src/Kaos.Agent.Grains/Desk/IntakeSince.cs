using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Since when, where a sentence may also count from a roll-out: "since the last deploy". Pure.</summary>
internal static partial class IntakeSince
{
    /// <summary>Null: no time is said, or the roll-out that is meant has left no trace.</summary>
    public static DateTimeOffset? Of(string sentence, DateTimeOffset now, ClusterObjects objects, ObjectRef of) =>
        IntakeTimes.Of(sentence, now) ?? (Deploy().IsMatch(sentence) ? LastRollout(objects, of) : null);

    // The newest template of a Deployment is as old as its ReplicaSet.
    private static DateTimeOffset? LastRollout(ClusterObjects objects, ObjectRef of) => objects.ReplicaSets
        .Where(item => item.Metadata.Namespace == of.Namespace && item.Metadata.Controller is { } owner &&
            owner.Kind == of.Kind && owner.Name == of.Name)
        .Max(item => item.Metadata.CreationTimestamp);

    [GeneratedRegex(@"\b(since|after|from|following)\b\s+(\w+\s+){0,3}(deploy\w*|roll-?outs?|releases?|upgrades?|new version|update)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Deploy();
}
