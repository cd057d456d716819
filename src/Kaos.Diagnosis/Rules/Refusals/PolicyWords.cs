using System.Text.RegularExpressions;

namespace Kaos.Diagnosis.Rules.Refusals;

/// <summary>
/// Which of its policies a policy engine's webhook refuses by, in the words of Kyverno and of Gatekeeper.
/// </summary>
/// <param name="Rule">The rule of the policy; null where the engine has none.</param>
internal sealed record PolicyWords(string Policy, string? Rule, string Why)
{
    private const RegexOptions Linear =
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline;

    // … was blocked due to the following policies \n\nrequire-team-label:\n  check-team: 'validation error: …'
    private static readonly Regex Kyverno = new(
        "following policies\\s+(?<policy>[a-z0-9.-]+):\\s+(?<rule>[^\\s:]+):\\s+(?<why>.+)", Linear);

    // [k8srequiredlabels] you must provide labels: {"team"}
    private static readonly Regex Gatekeeper = new("^\\s*\\[(?<policy>[a-z0-9.-]+)\\]\\s+(?<why>.+)", Linear);

    public static PolicyWords? Parse(string said) =>
        Kyverno.Match(said) is { Success: true } kyverno
            ? new(
                kyverno.Groups["policy"].Value, kyverno.Groups["rule"].Value,
                kyverno.Groups["why"].Value.Trim(' ', '\n', '\r', '\''))
            : Gatekeeper.Match(said) is { Success: true } gatekeeper
                ? new(gatekeeper.Groups["policy"].Value, null, gatekeeper.Groups["why"].Value)
                : null;
}
