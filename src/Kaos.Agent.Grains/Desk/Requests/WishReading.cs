using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Requests;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// Makes a wish of a sentence that asks for a change: the verb, the arguments, and the object that is meant. What is
/// destroyed has to be named in full; two that fit are a question; a name that nothing has goes on, so that the nearest
/// can be told. Pure.
/// </summary>
internal static class WishReading
{
    private const int MostNamed = 5;

    private static readonly FrozenSet<string> Noise =
    [
        .. Lexicon.Changes.Concat(Lexicon.ChangesInFront).Concat(Lexicon.Polite).Concat(Lexicon.Objects)
        .Concat(Lexicon.Reading).Concat(Lexicon.Negations),
        .. ("replicas replica image images tag memory cpu mem ram limit limits request requests revision version label labels taint to back down up by " +
            "more max min maximum minimum maxreplicas minreplicas rolling rollout running pod pods instances copies get got rid off previous last earlier set " +
            "kubectl container yaml manifest file called named env variable as of on in from for with at away half twice off only everything all every there then size broken sick failed failing")
                .Split(' '),
    ];

    public static Intake Of(string text, string verb, Said said, IReadOnlyList<string> words, IntakeScope scope)
    {
        var meant = WishVerbs.Of(verb, said);
        var kind = KindOf(words, meant, scope) ?? PodKind(words, meant, scope);
        var action = ChangeVerbs.ActionOf(meant, kind) ?? meant;
        var with = WishParameters.Of(action, text, out var values);
        string[] names = [.. words.Where(word => !values.Contains(word) &&
            !values.Any(value =>
                value.Contains(word, StringComparison.Ordinal) && !value.All(char.IsDigit) && value.Contains('=')))];
        var kinds = ChangeVerbs.KindsOf(action, kind);
        var fitting = IntakeCandidates.Of(names, scope, withEveryKind: true)
            .Where(candidate => candidate.Score >= IntakeCandidates.Enough && kinds.Contains(candidate.Object.Kind))
            .ToImmutableArray();
        var best = fitting.TakeWhile(candidate => candidate.Score > fitting[0].Score - 0.05).ToImmutableArray();
        var mustBeWhole = action is ActionNames.Delete or ActionNames.Evict or ActionNames.RestartPod;
        if (IsSeveral(words) && action != Drain.Name && (mustBeWhole || best.Length != 1))
        {
            return new Intake.Unclear(
                $"KAOS changes one object at a time, and nothing was changed. Name the one to {meant}.",
                [.. best.Take(MostNamed)]);
        }

        if (best.Length > 1 || (best is [{ Score: < 1 }] && mustBeWhole))
        {
            return IntakeNearest.Ambiguous(best);
        }

        var only = best is [var one] ? one : null;
        var unknown = only is null ? IntakeCandidates.Content(names, scope)
            .FirstOrDefault(word => !Noise.Contains(word) && IntakeKinds.OfChange(word) is null
                && !word.All(char.IsDigit)) : null;
        var (place, name) = kind == "Namespace" ? (null, unknown ?? scope.Namespace) : (scope.Namespace, unknown);
        return new Intake.ChangeAsked(new Wish(
            "", meant, only?.Object.Kind ?? kind, only is null ? place : only.Object.Namespace,
            only?.Object.Name ?? name,
            only?.Cluster ?? (scope.Worlds is [var single] ? single.Cluster.Name : null), with, Redaction.Of(text)));
    }

    /// <summary>The wish without its object, which more than one could be.</summary>
    public static Wish Unplaced(string text, string verb)
    {
        var meant = WishVerbs.Of(verb, Said.Of(text));
        return new Wish(
            "", meant, null, null, null, null,
            WishParameters.Of(ChangeVerbs.ActionOf(meant, null) ?? meant, text, out _), Redaction.Of(text));
    }

    // "Kill till-0" and "exec in till-0" name the pod itself.
    private static string? PodKind(IReadOnlyList<string> words, string verb, IntakeScope scope) =>
        ChangeVerbs.ActionOf(verb, "Pod") is { } action && !ChangeVerbs.KindsOf(action, "Pod").IsEmpty &&
        scope.Worlds.Any(world => world.World.Objects.Pods.Any(pod =>
            words.Contains(pod.Metadata.Name) && scope.Holds(pod.Metadata.Namespace)))
            ? "Pod"
            : null;

    // "In namespace shop" is a place; "delete namespace shop" is a thing. "Scale to 3 pods" counts; "restart the cart
    // pods" means their workload.
    private static string? KindOf(IReadOnlyList<string> words, string verb, IntakeScope scope)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var kind = words[i].Split('/')[0] is var head && IntakeKinds.OfChange(head) is { } known &&
                words[i] is not ("limits" or "limit") ? known : null;
            var isPlace = kind == "Namespace" &&
                (scope.Namespace is not null || IsPreposition(words, i - 1))
                && !IsThing(words, i);
            var isCount = kind == "Pod" &&
                (ChangeVerbs.ActionOf(verb,
                    null) is ActionNames.Scale or ActionNames.SetImage or ActionNames.PatchResources
                || (ChangeVerbs.ActionOf(verb, null) == ActionNames.RolloutRestart && IntakeKinds.IsPlural(words[i])));
            var isVerb = i == 0 || words[i] == verb;
            if (kind is not null && !isPlace && !isCount && !isVerb && kind is not "Event" &&
                ChangeVerbs.ActionOf(verb, kind) is { } action
                && (ChangeVerbs.KindsOf(action, kind).Length > 0 || IsThing(words, i)
                    || (kind is not ("Service" or "Namespace") && IntakeKinds.Of(words[i].Split('/')[0]) is not null)))
            {
                return kind;
            }
        }

        return null;
    }

    // "Delete namespace shop", "delete the shop namespace"; not "delete web in the shop namespace".
    private static bool IsThing(IReadOnlyList<string> words, int at)
    {
        var between = words.Take(at).SkipWhile(word => ChangeVerbs.ActionOf(word, null) is null).Skip(1)
            .Where(word => word is not ("the" or "a" or "my" or "our")).ToArray();
        return between is []
            || (between is [not ("in" or "of" or "from")] && (at == words.Count - 1 || IsPreposition(words, at + 1)));
    }

    private static bool IsPreposition(IReadOnlyList<string> words, int at) =>
        at >= 0 && at < words.Count && words[at] is "in" or "of" or "from";

    private static bool IsSeveral(IReadOnlyList<string> words) =>
        words.Contains("all") || words.Contains("everything") || words.Contains("every");
}
