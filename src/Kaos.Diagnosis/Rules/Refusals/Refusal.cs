using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Statements;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Refusals;

/// <summary>A refusal to create a pod, taken apart.</summary>
/// <param name="Cause">From <see cref="CauseCodes"/>.</param>
/// <param name="Why">Completes "may not create pods: …".</param>
/// <param name="Name">What refuses, or what is missing: a webhook, a level, an account; empty when the words name
/// none.</param>
/// <param name="Fix">The smallest change that would be let in, as far as the words tell.</param>
internal sealed record Refusal(string Cause, string Why, string Name = "", string Fix = "")
{
    /// <summary>The policy of a policy engine, where its webhook names one.</summary>
    public PolicyWords? Policy { get; init; }

    private const RegexOptions Linear =
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline;

    private static readonly Regex ServiceAccount = new(
        "service ?account \"?(?<name>[a-z0-9.-]+)\"? (was )?not found", Linear | RegexOptions.IgnoreCase);

    private static readonly Regex PodSecurityLevel = new(
        "violates PodSecurity \"(?<level>[^\"]+)\": (?<list>.+)", Linear);

    // allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), …
    private static readonly Regex Violation = new(
        "(?<name>[^,()]+) \\((?<how>([^()]|\\([^)]*\\))*)\\)", Linear);

    private static readonly Regex Must = new(
        "must (not )?(set|include|use)? ?.+$", Linear);

    private static readonly Regex Bound = new(
        "(?<what>maximum|minimum) (?<resource>[^ ]+) usage per \\w+ is (?<bound>[0-9A-Za-z.]+?),? but (?<of>limit|request) is [0-9A-Za-z.]*[0-9A-Za-z]",
        Linear);

    private static readonly Regex Ratio = new(
        "(?<resource>[^ ]+) max limit to request ratio per \\w+ is (?<bound>[0-9.]*[0-9]), but (provided ratio is [0-9.]*[0-9]|no \\w+ is specified or \\w+ is 0)",
        Linear);

    private static readonly Regex Unstated = new(
        "(maximum|minimum) [^ ]+ usage per \\w+ is [0-9A-Za-z.]+?\\. +No (limit|request) is specified", Linear);

    private static readonly Regex Denied = new(
        "admission webhook \"(?<name>[^\"]+)\" denied the request( without explanation)?:? ?(?<why>.*)", Linear);

    private static readonly Regex PolicyDenied = new(
        "(ValidatingAdmissionPolicy|policy) ['\"](?<name>[^'\"]+)['\"]( with binding '[^']+')? denied request: (?<why>.*)",
        Linear);

    private static readonly Regex PriorityClass = new(
        "no PriorityClass with name (?<name>[^ ]+) was found", Linear);

    private static readonly Regex RuntimeClass = new(
        "RuntimeClass \"?(?<name>[^\" ]+)\"? not found", Linear | RegexOptions.IgnoreCase);

    private static readonly Regex InvalidField = new(
        "is invalid: \\[?(?<name>(spec|metadata)[^:]+): (?<why>.+)", Linear);

    private static readonly Regex ForbiddenPods = new("pods? \"[^\"]*\" is forbidden: (?<why>.+)", Linear);

    public static Refusal? Parse(string text) =>
        Account(text) ?? PodSecurity(text) ?? Bounds(text) ?? Webhook(text) ?? ServerPolicy(text) ?? Priority(text)
            ?? Runtime(text) ??
        Constraints(text) ?? Invalid(text) ?? Forbidden(text);

    private static Refusal? Account(string text) => ServiceAccount.Match(text) is { Success: true } found
        ? new(
            CauseCodes.ServiceAccountMissing, $"ServiceAccount {found.Groups["name"].Value} does not exist",
            found.Groups["name"].Value)
        : null;

    private static Refusal? PodSecurity(string text)
    {
        if (PodSecurityLevel.Match(text) is not { Success: true } found)
        {
            return null;
        }

        var violations = Violation.Matches(found.Groups["list"].Value);
        var fixes = violations.Select(v => Must.Match(v.Groups["how"].Value)).Where(m => m.Success)
            .Select(m => m.Value["must ".Length..].Trim()).ToList();
        var names = Say.List(violations.Select(v => v.Groups["name"].Value.Trim()), most: 6);
        return new(
            CauseCodes.PodSecurityRefused,
            $"Pod Security level {found.Groups["level"].Value} of the namespace does not allow {names}",
            found.Groups["level"].Value,
            string.Join("; ", fixes.Distinct()));
    }

    private static Refusal? Bounds(string text)
    {
        var broken = Bound.Matches(text).Select(m => m.Value)
            .Concat(Ratio.Matches(text).Select(m => m.Value))
            .Concat(Unstated.Matches(text).Select(m => m.Value))
            .ToList();
        return broken.Count == 0
            ? null
            : new(CauseCodes.LimitRangeRefused, Say.List(broken, most: 6), Fix: FixOf(text));
    }

    private static string FixOf(string text) => string.Join("; ", Bound.Matches(text).Select(m =>
        m.Groups["what"].Value == "maximum"
            ? $"{m.Groups["of"].Value} of {m.Groups["resource"].Value} at most {m.Groups["bound"].Value}"
            : $"{m.Groups["of"].Value} of {m.Groups["resource"].Value} at least {m.Groups["bound"].Value}")
        .Concat(Ratio.Matches(text).Select(m =>
            $"limit of {m.Groups["resource"].Value} at most {m.Groups["bound"].Value} times the request")));

    private static Refusal? Webhook(string text)
    {
        if (Denied.Match(text) is not { Success: true } found)
        {
            return null;
        }

        var (name, why) = (found.Groups["name"].Value, found.Groups["why"].Value);
        var by = PolicyWords.Parse(why);
        return new(
            CauseCodes.AdmissionDenied,
            by is null
                ? $"admission webhook {name} denies it: {Say.Short(why, 160)}"
                : $"policy {by.Policy}{(by.Rule is null ? "" : $" (rule {by.Rule})")} of admission webhook {name} denies it: {Say.Short(by.Why, 160)}",
            name)
        {
            Policy = by,
        };
    }

    private static Refusal? ServerPolicy(string text) => PolicyDenied.Match(text) is { Success: true } found
        ? new(
            CauseCodes.AdmissionDenied,
            $"admission policy {found.Groups["name"].Value} denies it: {Say.Short(found.Groups["why"].Value, 160)}",
            found.Groups["name"].Value)
        : null;

    private static Refusal? Priority(string text) => PriorityClass.Match(text) is { Success: true } found
        ? new(
            CauseCodes.PriorityClassMissing, $"PriorityClass {found.Groups["name"].Value} does not exist",
            found.Groups["name"].Value)
        : null;

    private static Refusal? Runtime(string text) => RuntimeClass.Match(text) is { Success: true } found
        ? new(
            CauseCodes.RuntimeClassMissing, $"RuntimeClass {found.Groups["name"].Value} does not exist",
            found.Groups["name"].Value)
        : null;

    private static Refusal? Constraints(string text) =>
        After(text, "unable to validate against any security context constraint: ") is { } constraints
            ? new(CauseCodes.PodSecurityRefused, Say.Short(constraints, 200), "security context constraints")
            : After(text, "PodSecurityPolicy: unable to admit pod: ") is { } policy
                ? new(CauseCodes.PodSecurityRefused, Say.Short(policy, 200), "PodSecurityPolicy")
                : null;

    private static string? After(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 ? text[at..] : null;

    // Admission plugins of the API server, each in its own words; quotas and missing rights are for others to tell.
    private static Refusal? Forbidden(string text) => ForbiddenPods.Match(text) is { Success: true } found &&
        !text.Contains(" quota: ", StringComparison.Ordinal) && RightsDenial.Parse(text) is null
            ? new(CauseCodes.AdmissionDenied, $"the API server forbids it: {Say.Short(found.Groups["why"].Value, 200)}")
            : null;

    private static Refusal? Invalid(string text) => InvalidField.Match(text) is { Success: true } found
        ? new(
            CauseCodes.PodInvalid, $"{found.Groups["name"].Value}: {Say.Short(found.Groups["why"].Value, 160)}",
            found.Groups["name"].Value)
        : null;
}
