using System.Collections.Immutable;

namespace Kaos.Diagnosis.Rules.Quotas;

/// <summary>A refusal by a ResourceQuota, taken apart.</summary>
/// <param name="Quota">The quota's name.</param>
/// <param name="MustSpecify">Resources that the pod has to state, by container; empty when an amount was
/// exceeded.</param>
internal sealed record QuotaMessage(
    string Quota, ImmutableArray<(string Resource, string Container)> MustSpecify, string Requested, string Used,
    string Limited)
{
    public bool IsExceeded => MustSpecify.IsEmpty;

    public static QuotaMessage? Parse(string? message)
    {
        var text = message ?? "";
        if (After(text, "failed quota: ") is { } failed && failed.IndexOf(':') is var colon and > 0)
        {
            var needs = After(failed, "must specify ") ?? "";
            return new QuotaMessage(
                failed[..colon], [.. needs.Split(';', StringSplitOptions.RemoveEmptyEntries).SelectMany(Need)], "", "",
                "");
        }

        if (After(text, "exceeded quota: ") is { } exceeded)
        {
            return new QuotaMessage(
                exceeded.Split(',')[0].Trim(), [], Between(exceeded, "requested: ", ", used: "),
                Between(exceeded, "used: ", ", limited: "), After(exceeded, "limited: ")?.Trim() ?? "");
        }

        return null;
    }

    // "limits.cpu for: r,s; limits.memory for: r"
    private static IEnumerable<(string, string)> Need(string part)
    {
        var halves = part.Split(" for: ");
        foreach (var resource
            in halves[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var containers = halves.Length > 1 ? halves[1].Split(',', StringSplitOptions.TrimEntries) : [""];
            foreach (var container in containers)
            {
                yield return (resource, container);
            }
        }
    }

    private static string? After(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 ? text[(at + mark.Length)..] : null;

    private static string Between(string text, string from, string to)
    {
        var rest = After(text, from) ?? "";
        return rest.IndexOf(to, StringComparison.Ordinal) is var at and >= 0 ? rest[..at] : rest;
    }
}
