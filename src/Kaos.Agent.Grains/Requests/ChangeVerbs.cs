using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Requests;

/// <summary>What people call the actions, and what each needs to know. Pure.</summary>
public static class ChangeVerbs
{
    private static readonly FrozenDictionary<string, string> Actions = new (string Action, string[] Words)[]
    {
        (ActionNames.Scale, ["scale", "resize"]),
        (ActionNames.Delete, ["delete", "remove", "destroy", "kill"]),
        (ActionNames.RolloutRestart, ["restart", "bounce", "recycle", "reload"]),
        (ActionNames.RollbackRevision, ["rollback", "roll-back", "undo", "revert"]),
        (ActionNames.Cordon, ["cordon"]),
        (ActionNames.Uncordon, ["uncordon"]),
        (Drain.Name, ["drain"]),
        (ActionNames.Evict, ["evict"]),
        (ActionNames.Exec, ["exec", "execute"]),
        (ActionNames.DebugPod, ["debug"]),
        (ActionNames.Label, ["label"]),
        (ActionNames.Taint, ["taint"]),
        (ActionNames.Untaint, ["untaint"]),
        (ActionNames.Suspend, ["suspend", "pause", "stop"]),
        (ActionNames.Resume, ["resume", "unpause"]),
        (ActionNames.SetImage, ["set-image", "deploy", "upgrade"]),
        (ActionNames.PatchResources, ["set-resources", "patch-resources"]),
        (ActionNames.SetProbe, ["set-probe"]),
        (ActionNames.PatchAutoscaler, ["set-autoscaler"]),
        (ActionNames.ExpandVolumeClaim, ["expand", "grow"]),
        (ActionNames.Apply, ["apply", "create", "update", "patch"]),
    }.SelectMany(row => row.Words.Append(row.Action).Distinct().Select(word => (word, row.Action)))
        .ToFrozenDictionary(pair => pair.word, pair => pair.Action, StringComparer.OrdinalIgnoreCase);

    public static ImmutableArray<string> All { get; } = [.. Actions.Keys.Order(StringComparer.Ordinal)];

    /// <param name="kind">As in manifests; null when it is not known yet.</param>
    /// <returns>Null when it is no change that KAOS makes.</returns>
    public static string? ActionOf(string verb, string? kind) => Actions.GetValueOrDefault(verb) switch
    {
        ActionNames.RolloutRestart when kind == "Pod" => ActionNames.RestartPod,
        // Deleting a pod of a controller and restarting it are the same thing; one without a controller is really
        // deleted.
        var action => action,
    };

    /// <summary>
    /// Kinds that an action is for. Without a word for the kind, workloads are meant before the pods and jobs that they
    /// make.
    /// </summary>
    /// <returns>Empty when the action is not for that kind.</returns>
    public static ImmutableArray<string> KindsOf(string action, string? kind)
    {
        ImmutableArray<string> possible = action == Drain.Name ? ["Node"] : TypedActions.Find(action)?.Kinds ?? [];
        return kind is not null ? possible.Contains(kind) ? [kind] : []
            : possible.Length > 1 &&
                possible.Contains("Deployment") ? [.. possible.Intersect(["Deployment", "StatefulSet", "DaemonSet", "CronJob"])]
            : possible;
    }

    /// <summary>Arguments without which there is no plan.</summary>
    public static ImmutableArray<string> Needs(string action) => action switch
    {
        ActionNames.Scale => ["replicas"],
        ActionNames.Label or ActionNames.Taint => ["key"],
        ActionNames.SetImage => ["image"],
        ActionNames.Exec or ActionNames.DebugPod => ["command"],
        ActionNames.ExpandVolumeClaim => ["size"],
        ActionNames.Apply => ["manifest"],
        _ => [],
    };
}
