using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules;

/// <summary>
/// Below the floor no cause is named: what is likely, what was looked at, and what would settle it are.
/// </summary>
internal static class Unsure
{
    /// <summary>
    /// Explanations below are wrong three times in four. What it costs stands in docs/accuracy.md: raised to here,
    /// more wrong names than right ones fall away; above, fewer.
    /// </summary>
    public const double Floor = 0.4;

    public static Finding Told(Scene scene, Weighed weighed) => weighed.Finding.Confidence >= Floor
        ? weighed.Finding
        : weighed.Finding with
        {
            CauseCode = CauseCodes.Unknown,
            Confidence = 0,
            RootCause = weighed.Finding.Subject,
            EditTarget = weighed.Finding.Subject,
            Facts = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal),
            Summary = $"The cause is not known. It may be {weighed.Finding.CauseCode}: {weighed.Finding.Summary} " +
                $"Looked at: {LookedAt(weighed.Finding)}. {Settles(scene, weighed.Finding.Subject)}",
        };

    private static string LookedAt(Finding finding) =>
        string.Join(", ", finding.Evidence.Select(e => e.Source).Distinct().Order(StringComparer.Ordinal));

    private static string Settles(Scene scene, ObjectRef subject)
    {
        var unread = NotRead.On(scene, subject).ToList();
        return unread.Count > 0
            ? $"What would settle it could not be read: {Say.List(unread.Select(part => $"{part.What} ({part.Why})"))}."
            : $"Its next events and the log of its next failure would settle it: ask again when {subject.Named()} fails again.";
    }
}
