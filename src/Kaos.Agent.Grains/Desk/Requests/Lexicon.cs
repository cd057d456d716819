using System.Collections.Frozen;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>The words that tell what a sentence wants, by the part that they play in it. Pure.</summary>
internal static class Lexicon
{
    /// <summary>Verbs that change a cluster and mean nothing else.</summary>
    public static readonly FrozenSet<string> Changes = Set(
        "delete remove scale restart bounce rollback rollout revert undo patch apply create deploy redeploy drain cordon " +
        "uncordon evict kill terminate edit modify reboot recreate reschedule resize expose annotate taint untaint exec execute ssh install uninstall " +
        "upgrade downgrade migrate wipe purge replace suspend resume destroy nuke increase decrease reduce raise lower " +
        "bump grow shrink port-forward kick recycle rescale reset drop cleanup");

    /// <summary>Words that are such verbs at the beginning of a clause and something else elsewhere.</summary>
    public static readonly FrozenSet<string> ChangesInFront = Set(
        "update change set label run roll add pause stop start move attach grant bind make turn put " +
        "disable enable mark double halve force flush rotate cp promote unblock unstick kubectl");

    /// <summary>Two words that change something: the first alone does not.</summary>
    public static readonly FrozenSet<string> ChangePairs = Set(
        "get-rid take-down bring-up bring-down shut-down spin-up tear-down throw-away clean-up turn-off turn-on roll-back roll-out " +
        "scale-up scale-down put-back add-more blow-away kick-off take-offline make-it switch-off run-kubectl", '-', ' ');

    /// <summary>
    /// After one of <see cref="ChangesInFront"/>, these say that nothing is to be changed: "run a check", "make sure".
    /// </summary>
    public static readonly FrozenSet<string> Harmless = Set(
        "with by sure from looking investigating checking over sense check checks health healthcheck health-check triage investigation diagnosis " +
        "diagnostics report query list look through get logs describe top");

    public static readonly FrozenSet<string> Reading = Set(
        "show list get describe display print view tail fetch give tell count find read dump cat grep check look see watch summarize summarise compare explain " +
        "enumerate inspect pull output audit review");

    public static readonly FrozenSet<string> Asking = Set(
        "what what's whats which who who's whos whose whom how how's hows when where where's is are was were does did do has have any can could should would will am isn't aren't");

    /// <summary>Before a verb these say nothing: who is polite, or in a hurry.</summary>
    public static readonly FrozenSet<string> Polite = Set(
        "please pls plz plss can could would will you u kindly go ahead and now just i i'd id want wanna to need needs we we'd let's lets let us kaos hey hi hello ok okay " +
        "yo dear bot agent then also quickly immediately asap right away simply try must should shall have gotta like love someone somebody " +
        "urgent urgently so alright well actually maybe perhaps yes yeah sure help me again once first next finally may might");

    public static readonly FrozenSet<string> Negations = Set(
        "don't dont not never without no avoid can't cannot cant won't wont shouldn't shouldnt mustn't neither nor rather instead doesn't didn't");

    /// <summary>Between a negation and its verb.</summary>
    public static readonly FrozenSet<string> BetweenNegationAndVerb = Set(
        "you to want need needs dare ever please just go even try have must should or and anything any of be do me us actually anyone yet going allowed think we i touch start");

    /// <summary>"Don't forget to": no negation of what follows.</summary>
    public static readonly FrozenSet<string> TurnsNegation = Set("forget hesitate wait only fail");

    /// <summary>What a change is done to, when it is not named.</summary>
    public static readonly FrozenSet<string> Objects = Set(
        "it them the that this these those all everything every my our both its him her a an");

    /// <summary>How something is, as a whole.</summary>
    public static readonly FrozenSet<string> Health = Set(
        "health healthy healthcheck health-check healty unhealthy checkup sane");

    /// <summary>Other words that a slip of the keyboard must not be made of.</summary>
    public static readonly FrozenSet<string> Others = Set(
        "remote stale state stage store stats status chance apple crate labels level release replicas replica image images quote note " +
        "moves killed deleted created restarted scaled restarts changes changed updates updated drained restart's starts runs rolls trust " +
        "title label's table change's latest claim claims there their these those nodes notes death ready really react " +
        "traffic memory thanks thank great service services resource resources permissions permission");

    /// <summary>The word that a slip of the keyboard was meant to be, or the word itself.</summary>
    public static string Meant(string word)
    {
        if (word.Length < 4 || Vocabulary.Contains(word) || !word.All(char.IsLetter))
        {
            return word;
        }

        string? meant = null;
        foreach (var known in Vocabulary)
        {
            if (known[0] == word[0] && IsSlip(word, known))
            {
                if (meant is not null)
                {
                    return word;
                }

                meant = known;
            }
        }

        return meant ?? word;
    }

    // Short words differ from many others by one letter, and only seldom by two that changed places.
    private static bool IsSlip(string word, string known) => known.Length >= 4
        && Math.Abs(known.Length - word.Length) <= 1
        && IntakeWords.Distance(word, known) == 1
        && (Math.Min(known.Length, word.Length) > 4 ||
            (known.Length == word.Length && known.Order().SequenceEqual(word.Order())))
        && !known.AsSpan(1).SequenceEqual(word);

    private static readonly FrozenSet<string> Vocabulary =
    [
        .. Changes.Concat(ChangesInFront).Concat(Reading).Concat(Health).Concat(Others).Concat(IntakeKinds.All)
        .Where(word => !word.Contains('-')),
        .. Set("logs event events namespace context contexts kubeconfig usage rollback cluster clusters please running pending failing crashing slow wrong broken"),
    ];

    private static FrozenSet<string> Set(string words, char mark = ' ', char instead = ' ') =>
        words.Split(' ').Select(word => mark == ' ' ? word : word.Replace(mark, instead))
            .ToFrozenSet(StringComparer.Ordinal);
}
