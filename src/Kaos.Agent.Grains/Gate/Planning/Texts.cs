using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>What stands for names in braces in the texts of a workflow.</summary>
internal static class Texts
{
    /// <summary>Facts and parameters; times as people write them.</summary>
    public static IReadOnlyDictionary<string, string> Values(Arguments arguments, Finding finding) => finding.Facts
        .ToImmutableSortedDictionary(fact => fact.Key, fact => Readable(fact.Value), StringComparer.Ordinal)
        .SetItems(arguments.Texts);

    /// <summary>
    /// Whose fields a step writes, as a sentence of its own after a space; empty where nobody is booked for them.
    /// </summary>
    public static string ManagedBy(PlanStep step) => step.Managers.IsDefaultOrEmpty
        ? ""
        : $" The fields were managed by {string.Join(", ", step.Managers)} before.";

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
