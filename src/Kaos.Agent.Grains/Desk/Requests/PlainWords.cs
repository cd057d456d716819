using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// A sentence as everything behind here reads it: a command line is said in words, and what is written in two ways is
/// written in one. Pure.
/// </summary>
internal static partial class PlainWords
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly (Regex Written, string As)[] Spellings =
    [
        (NameSpace(), "namespace${s}"),
        (KubeConfig(), "kubeconfig"),
        (Whats(), "${word}'s"),
        (Wont(), "${word}n't"),
        (ConfigMap(), "configmap${s}"),
        (ServiceAccount(), "service account${s}"),
        (PastHour(), "in the last ${span}"),
        (Needful(), ""),
    ];

    /// <summary>What is run in a pod stays as it is.</summary>
    public static string Of(string sentence)
    {
        var text = KubectlWords.Sentence(sentence) ?? sentence;
        if (CommandIn().Match(text) is { Success: true } run)
        {
            return $"exec in {run.Groups["where"].Value} -- {run.Groups["command"].Value}";
        }

        return text.Contains(" -- ", StringComparison.Ordinal)
            ? text
            : Spellings.Aggregate(text, static (said, one) => one.Written.Replace(said, one.As));
    }

    // "Run df -h in till-0"; not "run a check in shop".
    [GeneratedRegex(
        @"^((please|pls|can you|could you|kindly)\s+)*(run|execute|exec)\s+(?<command>(?!(an?|the|some|my|your|another|" +
        @"kubectl|health|check|checks|triage|diagnosis|diagnostics|investigation|in|into)\b)\S.*?)\s+(in|inside|on)\s+" +
        @"(?<where>(the\s+)?((pod|container|deployment|statefulset)\s+)?\S+(\s+(pod|container))?(\s+in\s+\S+)?)\s*[.!?]?$",
        Options, 1000)]
    private static partial Regex CommandIn();

    [GeneratedRegex(@"\b(please |pls |kindly )?do the needful\b[,.]?", Options, 1000)]
    private static partial Regex Needful();

    [GeneratedRegex(@"\bname space(?<s>s?)\b", Options, 1000)]
    private static partial Regex NameSpace();

    [GeneratedRegex(@"\bkube[ -]config\b|(?<=\b(view|show|print|current|your|the) )config(?=$|\?)", Options, 1000)]
    private static partial Regex KubeConfig();

    [GeneratedRegex(@"\b(?<word>what|how|who|where|when|that|there)s\b", Options, 1000)]
    private static partial Regex Whats();

    [GeneratedRegex(@"\b(?<word>is|are|does|did|has|have|was|were)nt\b", Options, 1000)]
    private static partial Regex Wont();

    [GeneratedRegex(@"\bconfig map(?<s>s?)\b", Options, 1000)]
    private static partial Regex ConfigMap();

    [GeneratedRegex(@"\bservice[ -]acc(oun)?t(?<s>s?)\b", Options, 1000)]
    private static partial Regex ServiceAccount();

    // "Last 10 minutes", "past hour": the same with and without "in the".
    [GeneratedRegex(
        @"(?<!in the )\b((over|of|from|for|within|during) the )?(last|past) " +
        @"(?<span>(\d+|few|couple of|two|three|half) ?(seconds?|secs?|minutes?|mins?|m|hours?|hrs?|h|days?)|hour|half hour|half an hour)\b",
        Options, 1000)]
    private static partial Regex PastHour();

}
