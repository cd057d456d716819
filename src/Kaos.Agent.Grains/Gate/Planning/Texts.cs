using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>What stands for names in braces in the texts of a workflow.</summary>
internal static class Texts
{
    /// <summary>Facts and parameters; times as people write them.</summary>
    public static IReadOnlyDictionary<string, string> Values(Arguments arguments, Finding finding) => finding.Facts
        .ToImmutableSortedDictionary(fact => fact.Key, fact => Readable(fact.Value), StringComparer.Ordinal)
        .SetItems(arguments.Texts);

    /// <summary>The finding rests on numbers, so numbers can show whether it is over.</summary>
    public static bool IsMeasured(string check, Finding finding) => check == CheckNames.MemoryStable
        ? finding.Facts.ContainsKey(FactNames.Peak)
        : finding.Evidence.Any(evidence => evidence.Source == "metrics");

    private static string Readable(string value) =>
        value.Length >= 20 && value[4] == '-' && DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : value;
}
