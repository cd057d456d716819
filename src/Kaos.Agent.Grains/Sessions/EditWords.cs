using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>
/// "Change replicas to 5", "edit memoryLimit=1Gi": words that edit the plan that is shown. The parameter is called by
/// its name; anything else is no edit. Pure.
/// </summary>
internal static partial class EditWords
{
    private const int Patience = 200;

    public static Meaning? Of(SessionState state, string text)
    {
        if (!Verb().IsMatch(text) || Meant(state, text) is not { PlanHash: { } hash } option)
        {
            return null;
        }

        var words = text.Split(
            [' ', '=', ':', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var with = option.Parameters.Keys
            .Select(name => (Name: name, Value: ValueOf(name, words)))
            .Where(pair => pair.Value is not null)
            .ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value!, StringComparer.Ordinal);

        return with.IsEmpty ? null : new Meaning.Decision(hash, PlanDecision.Edit, text) { With = with };
    }

    private static string? ValueOf(string name, string[] words)
    {
        var at = Array.FindIndex(words, word => word.Equals(name, StringComparison.OrdinalIgnoreCase));

        return at < 0 ? null : words.Skip(at + 1).SkipWhile(word => word is "to" or "at" or "be").FirstOrDefault()
            ?.TrimEnd('.', '!');
    }

    // The plan that waits for its approval; before that the only one, or the one that is named.
    private static WorkflowOption? Meant(SessionState state, string text)
    {
        var plans = (state.Options ?? []).Where(option => option.PlanHash is not null).ToList();

        return state.Phase switch
        {
            IncidentState.AwaitingApproval => plans.Find(option => option.PlanHash == state.Execution?.PlanHash),
            IncidentState.AwaitingChoice => plans is [var only] ? only
                : plans.FindAll(option =>
                    text.Contains(option.Id, StringComparison.OrdinalIgnoreCase)) is [var named] ? named
                : null,
            _ => null,
        };
    }

    [GeneratedRegex(@"^\W*(?:please\s+)?(?:edit|change|set|make|but\s+with|with)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Verb();
}
