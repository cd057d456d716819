using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>What a message means where things stand.</summary>
internal abstract record Meaning
{
    public sealed record Choice(string OptionId) : Meaning;

    public sealed record Decision(string PlanHash, PlanDecision What, string? Reason) : Meaning
    {
        /// <summary>Of an edit.</summary>
        public ImmutableSortedDictionary<string, string>? With { get; init; }
    }

    public sealed record TakeOver : Meaning;

    /// <summary>A data part of a kind that KAOS reads, and not of its form.</summary>
    public sealed record Malformed(string Why) : Meaning;

    /// <summary>To be answered; changes nothing.</summary>
    public sealed record Question : Meaning;
}

/// <summary>
/// Reads choices and decisions out of data parts, or out of plain words. Careful: what could be a question, a negation
/// or more than one option is a question.
/// </summary>
internal static partial class Steering
{
    public static Meaning Interpret(SessionState state, string text, JsonElement? data) =>
        data is { ValueKind: JsonValueKind.Object } part && part.TryGetProperty("kind", out var kind) &&
            kind.ValueKind == JsonValueKind.String
            ? kind.GetString() switch
            {
                "kaos.choose/v1" => FromChoose(state, part),
                "kaos.decide/v1" => FromDecide(part),
                _ => FromWords(state, text),
            }
            : FromWords(state, text);

    // With other parameters than are offered it is an edit: what is approved is what was shown.
    private static Meaning FromChoose(SessionState state, JsonElement part)
    {
        if (!part.TryGetProperty("optionId", out var id) || id.ValueKind != JsonValueKind.String ||
            !TryParameters(part, out var with))
        {
            return new Meaning.Malformed(
                "A kaos.choose/v1 part needs the string member 'optionId'; 'parameters' is an object of texts.");
        }

        return state.Options?.FirstOrDefault(option => option.Id == id.GetString()) is { PlanHash: { } hash } option
            && with.Any(one => option.Parameters.GetValueOrDefault(one.Key) != one.Value)
                ? new Meaning.Decision(hash, PlanDecision.Edit, null) { With = with }
                : new Meaning.Choice(id.GetString() ?? "");
    }

    private static bool TryParameters(JsonElement part, out ImmutableSortedDictionary<string, string> with)
    {
        with = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (!part.TryGetProperty("parameters", out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (given.ValueKind != JsonValueKind.Object
            || given.EnumerateObject()
                .Any(one => one.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)))
        {
            return false;
        }

        with = with.SetItems(
            given.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.ToString())));
        return true;
    }

    private static Meaning FromDecide(JsonElement part)
    {
        if (!part.TryGetProperty("planHash", out var hash) || hash.ValueKind != JsonValueKind.String
            || !part.TryGetProperty("decision", out var decision) || decision.ValueKind != JsonValueKind.String
            || !TryParameters(part, out var with))
        {
            return new Meaning.Malformed(
                "A kaos.decide/v1 part needs the string members 'planHash' and 'decision'; 'parameters' is an object of texts.");
        }

        PlanDecision? what = decision.GetString() switch
        {
            "approve" => PlanDecision.Approve,
            "reject" => PlanDecision.Reject,
            "edit" => PlanDecision.Edit,
            "override" => PlanDecision.Override,
            _ => null,
        };
        var reason = part.TryGetProperty("reason", out var why) && why.ValueKind == JsonValueKind.String
            ? why.GetString()
            : null;

        return what is { } known
            ? new Meaning.Decision(
                hash.GetString() ?? "", known, reason)
            { With = known == PlanDecision.Edit ? with : null }
            : new Meaning.Malformed("'decision' is one of approve, reject, edit, override.");
    }

    private static Meaning FromWords(SessionState state, string text)
    {
        if (TakeOver().IsMatch(text))
        {
            return new Meaning.TakeOver();
        }

        if (Question().IsMatch(text))
        {
            return new Meaning.Question();
        }

        if (EditWords.Of(state, text) is { } edit)
        {
            return edit;
        }

        return state.Phase switch
        {
            IncidentState.AwaitingChoice when state.Options is { } options => Choice(options, text),
            IncidentState.AwaitingApproval when state.Execution is { } execution => Decision(execution.PlanHash, text),
            // Too late, and to be told so rather than answered as if it were a question about the option.
            IncidentState.Executing or IncidentState.Watching when state.Options is { } options =>
                Choice(options, text),
            _ => new Meaning.Question(),
        };
    }

    private static Meaning Choice(IReadOnlyList<WorkflowOption> options, string text)
    {
        if (Negation().IsMatch(text))
        {
            return new Meaning.Question();
        }

        var words = Spaced(text);
        var named = options
            .Where(option => words.Contains(Spaced(option.Id), StringComparison.Ordinal)
                || words.Contains(Spaced(option.Name), StringComparison.Ordinal))
            .ToList();
        if (named is [var only])
        {
            return new Meaning.Choice(only.Id);
        }

        if (named.Count == 0 && Ordinal().Match(text) is { Success: true } match)
        {
            var place = match.Groups["n"].Value.ToLowerInvariant() switch
            {
                "1" or "first" => 0,
                "2" or "second" => 1,
                "3" or "third" => 2,
                "4" or "fourth" => 3,
                _ => int.MaxValue,
            };

            return place < options.Count ? new Meaning.Choice(options[place].Id) : new Meaning.Question();
        }

        return new Meaning.Question();
    }

    /// <summary>
    /// The plan that a message names: in its data part, or by its whole hash in the words. Null: none.
    /// </summary>
    public static string? PlanIn(string text, JsonElement? data) =>
        data is { ValueKind: JsonValueKind.Object } part && part.TryGetProperty("planHash", out var hash) &&
            hash.ValueKind == JsonValueKind.String
            ? hash.GetString()
            : PlanHash().Match(text) is { Success: true, Value: var named } ? named : null;

    // Words that name another plan are not about this one.
    private static Meaning Decision(string waiting, string text) =>
        Decision(PlanIn(text, null) ?? waiting, text, PlanHash().Replace(text, "").Trim());

    private static Meaning Decision(string planHash, string text, string said) =>
        Negation().IsMatch(text) ? new Meaning.Question()
            : Override().Match(said) is { Success: true } over ? new Meaning.Decision(
                planHash, PlanDecision.Override, over.Groups["reason"].Value)
            : Rejection().IsMatch(text) ? new Meaning.Decision(planHash, PlanDecision.Reject, text)
            : Approval().IsMatch(text) ? new Meaning.Decision(planHash, PlanDecision.Approve, text)
            : new Meaning.Question();

    /// <summary>
    /// Lower case, words separated by one space, with one at each end: whole words are found as substrings.
    /// </summary>
    private static string Spaced(string text) => $" {NoWord().Replace(text.ToLowerInvariant(), " ").Trim()} ";

    private const int Patience = 200;

    [GeneratedRegex(@"[^a-z0-9]+", RegexOptions.None | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex NoWord();

    [GeneratedRegex(@"\?\s*$|^\s*(what|why|how|which|who|when|where|is|are|was|were|does|did|can|could|would|should|show|explain|tell)\b|^\s*do\s+(you|we|i|they)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Question();

    [GeneratedRegex(@"\b(?:do\s+not|don'?t|never|avoid|instead\s+of|rather\s+than|anything\s+but|except)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Negation();

    [GeneratedRegex(@"\b(?:option|number|choice|the)\s+#?(?<n>\d|first|second|third|fourth)\b|^\s*#?(?<n>\d)\s*[.!]?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^\W*(?:yes|ok|okay|approved?|i\s+approve|lgtm|go\s+ahead|go|do\s+it|ship\s+it|confirm(?:ed)?)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Approval();

    [GeneratedRegex(@"^\W*(?:no|reject(?:ed)?|i\s+reject|deny|denied|decline[d]?|stop|abort)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Rejection();

    [GeneratedRegex(@"^\W*override\b[\s:,;.-]*(?:because\s+)?(?<reason>.*)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Singleline, Patience)]
    private static partial Regex Override();

    [GeneratedRegex(@"\b[0-9a-f]{64}\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex PlanHash();

    [GeneratedRegex(@"\b(?:take\s+over|i'?ll\s+steer|i\s+steer)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex TakeOver();
}
