using System.Collections.Immutable;
using Kaos.Agent.Grains.Conversations;
using Kaos.Agent.Grains.Desk.Requests;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Requests;
using Kaos.Contracts;
using Kaos.Contracts.Conversations;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Discovery's one question is remembered in its conversation, and what is said next may answer it. Anything that is a
/// request by itself is none: it is heard as always.
/// </summary>
internal sealed class AskedBack(IGrains grains, IIntake intake, TimeProvider time)
{
    // "3" tomorrow is not the answer to what was asked today.
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    /// <returns>Null: nothing was asked, or this is no answer to it.</returns>
    public async Task<Intake?> AnswerAsync(
        Saying saying, string context, Principal caller, CancellationToken cancellationToken)
    {
        if (saying is { ContextId: null })
        {
            return null;
        }

        var conversation =
            (await grains.StateAsync<ConversationState>(ConversationKind.IdOf(caller, context),
                cancellationToken)).State;
        if (conversation.Open is not { } open || time.GetUtcNow() - conversation.AskedAt > Lasts)
        {
            return null;
        }

        if (WishAnswers.Drop(saying.Text))
        {
            await SettleAsync(context, saying.MessageId, caller, cancellationToken);
            return new Intake.Answer($"Dropped: I do not {open.Verb} anything.", null);
        }

        var listener = new Listener(caller.Tenants, conversation.Cluster);
        return RequestClassifier.Of(saying.Text).Class switch
        {
            RequestClass.Unclear or RequestClass.FollowUp =>
                await CompleteAsync(open, saying.Text, listener, cancellationToken),
            RequestClass.Change => await OfItAsync(open, saying.Text, listener, cancellationToken),
            _ => null,
        };
    }

    public async Task RememberAsync(
        Wish wish, ImmutableArray<OpenChoice> choices, string context, Principal caller,
        CancellationToken cancellationToken) =>
        await grains.AskAsync(
            ConversationKind.IdOf(caller, context),
            new AskBack(
                new OpenWish(
                    wish.Verb, wish.Kind, wish.Namespace, wish.Name, wish.Cluster, wish.With, wish.Text, choices)),
            caller, $"ask-back/{wish.Key}", cancellationToken);

    public async Task SettleAsync(string context, string key, Principal caller, CancellationToken cancellationToken) =>
        await grains.AskAsync(
            ConversationKind.IdOf(caller, context), new SettleChange(), caller, $"settle/{key}", cancellationToken);

    private async Task<Intake?> CompleteAsync(
        OpenWish open, string text, Listener listener, CancellationToken cancellationToken)
    {
        if (WishAnswers.Pick(open, text) is { } chosen)
        {
            return new Intake.ChangeAsked(WishAnswers.With(open, chosen, text));
        }

        return await intake.ReadAsync($"{open.Text} {WishAnswers.Sentence(text)}", listener, cancellationToken) switch
        {
            Intake.ChangeAsked asked => new Intake.ChangeAsked(WishAnswers.Completed(open, asked.Wish, text)),
            Intake.Ambiguous ambiguous => ambiguous,
            _ => null,
        };
    }

    // "Scale it to 4", when that is what was asked about.
    private async Task<Intake?> OfItAsync(
        OpenWish open, string text, Listener listener, CancellationToken cancellationToken) =>
        open.Name is not null && await intake.ReadAsync(
            text, listener, cancellationToken) is Intake.ChangeAsked { Wish: { Name: null } wish }
            && ChangeVerbs.ActionOf(wish.Verb, open.Kind) == ChangeVerbs.ActionOf(open.Verb, open.Kind)
            ? new Intake.ChangeAsked(WishAnswers.Completed(open, wish, text))
            : null;
}
