using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Requests;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>From what people say they want done to the word that <see cref="ChangeVerbs"/> knows. Pure.</summary>
internal static class WishVerbs
{
    private static readonly Dictionary<string, string> Plain = Make(
        (ActionNames.Scale, "scale up|scale down|rescale|spin up|add more"),
        (ActionNames.RolloutRestart, "reboot|redeploy|recreate|kick|reset"),
        (ActionNames.RollbackRevision, "roll back|put back|downgrade"),
        (ActionNames.Delete, "get rid|terminate|nuke|wipe|purge|drop|blow away|throw away|tear down"),
        (ActionNames.Suspend, "turn off|switch off|shut down|disable"),
        (ActionNames.Resume, "turn on|enable"));

    // These say that a number or a text changes, and not which.
    private static readonly HashSet<string> Vague =
    [
        "set", "change", "update", "edit", "modify", "patch", "increase", "decrease", "reduce", "raise", "lower",
        "bump", "grow",
        "shrink", "resize", "make", "make it", "double", "halve", "add", "put", "upgrade", "deploy", "remove", "delete",
        "bring up",
    ];

    /// <param name="verb">As the classifier found it.</param>
    public static string Of(string verb, Said said)
    {
        if (verb is "kubectl" or "run kubectl" or "run" or "rollout")
        {
            verb = said.Words.SkipWhile(word => word != "kubectl").Skip(1).FirstOrDefault(word => word != "rollout"
                && ChangeVerbs.ActionOf(word, null) is not null) ?? (said.Words.Contains("set") ? "set" : verb);
        }

        if (Otherwise(verb, said) is { } plain)
        {
            return plain;
        }

        return Vague.Contains(verb) && ByThing(verb, said) is { } meant ? meant : Plain.GetValueOrDefault(verb, verb);
    }

    // What the verb alone does not tell: "put it back", "mark it unschedulable", "evict everything from the node".
    private static string? Otherwise(string verb, Said said) => verb switch
    {
        "put" or "bring" or "set" or "take" or "switch" when Says(said, "back") &&
            Says(said, "previous", "last", "old", "version") =>
            ActionNames.RollbackRevision,
        "mark" or "make" or "set" or "make it" when Says(said, "unschedulable") => ActionNames.Cordon,
        "mark" or "make" or "set" or "make it" when Says(said, "schedulable") => ActionNames.Uncordon,
        ActionNames.Evict or "move" or "clear" when Says(said, "everything", "all") && Says(said, "node") => Drain.Name,
        "start" or "spin up" or "run" or "create" when Says(said, "debug", "netshoot", "busybox") =>
            ActionNames.DebugPod,
        "set" or "give" when Says(said, "replicas", "replica") => ActionNames.Scale,
        _ => null,
    };

    private static string? ByThing(string verb, Said said)
    {
        if (verb is "remove" or "delete")
        {
            return said.Words.Contains("taint") ? ActionNames.Untaint : said.Words.Contains("label") ? ActionNames.Label : null;
        }

        return Says(said, "taint") ? ActionNames.Taint
            : Says(said, "label", "labels") ? ActionNames.Label
            : Says(said, "image", "images", "tag") ? ActionNames.SetImage
            : Says(said, "maxreplicas", "minreplicas", "hpa", "autoscaler") ? ActionNames.PatchAutoscaler
            : Says(said, "memory", "cpu", "mem", "ram") ? ActionNames.PatchResources
            : Says(said, "pvc", "volume", "claim", "disk") ? ActionNames.ExpandVolumeClaim
            : Says(said, "replica", "replicas", "pods", "instances", "copies") || verb is "double"
                or "halve" ? ActionNames.Scale
            : verb is "deploy" or "upgrade" or "set" or "update" &&
                said.Words.Any(WishParameters.IsImage) ? ActionNames.SetImage
            : null;
    }

    private static bool Says(Said said, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (said.Words.Contains(word))
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, string> Make(params (string Action, string Words)[] rows) => rows
        .SelectMany(row => row.Words.Split('|').Select(word => (word, row.Action)))
        .ToDictionary(pair => pair.word, pair => pair.Action, StringComparer.Ordinal);
}
