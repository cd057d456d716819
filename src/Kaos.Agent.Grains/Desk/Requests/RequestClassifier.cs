namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// What a sentence wants, by rules that are tried in order. A label and no permission: what is done in the end is
/// decided by the class of the tool that is called (<see cref="RequestTools"/>). Pure.
/// </summary>
public static class RequestClassifier
{
    private static readonly (RequestClass Class, Func<Said, string?> Because)[] Rules =
    [
        (RequestClass.Unclear, said => said.Words.Count == 0 ? "says nothing" : null),
        (RequestClass.OutOfScope,
            said => OtherAgents.Of(said) is { } other ? $"asks {other.Name} to {other.Action}" : null),
        (RequestClass.FollowUp, said => Intentions.IsFollowUp(said) ? "refers to what was said before" : null),
        (RequestClass.Change, said => ChangeWish.Of(said) is { } verb ? $"asks to {verb}" : null),
        (RequestClass.Closure, said => Intentions.IsClosing(said) ? "takes its leave" : null),
        (RequestClass.ReadOnly, said => AccessWords.AreIn(said) ? "asks who may do what" : null),
        (RequestClass.Health, said => Intentions.IsHealth(said) ? "asks how things are" : null),
        (RequestClass.ReadOnly,
            said => IntakeQuestion.Of(said) is { } question ? $"asks to read ({RequestTools.NameOf(question)})" : null),
        (RequestClass.Investigate,
            said => IntakeSymptoms.IsTrouble(said.Words) ? "says that something is wrong" : null),
        (RequestClass.Unclear, said => IntakeGreeting.IsIn(said.Words) ? "is a greeting" : null),
    ];

    /// <summary>Never throws; words that nothing fits are <see cref="RequestClass.Unclear"/>.</summary>
    public static Classified Of(string sentence) => Of(Said.Of(PlainWords.Of(sentence)));

    internal static Classified Of(Said said)
    {
        foreach (var (kind, because) in Rules)
        {
            if (because(said) is { } reason)
            {
                return new Classified(kind, reason, kind == RequestClass.Change ? ChangeWish.Of(said) : null);
            }
        }

        return new Classified(
            RequestClass.Unclear, "names something at most, and says neither what is wrong nor what is asked");
    }
}
