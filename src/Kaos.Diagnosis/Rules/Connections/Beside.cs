using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Sayings;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// A container that is refused at its own pod's address: what it asks runs beside it, and is in trouble itself.
/// </summary>
internal static class Beside
{
    private static readonly string[] Here = ["127.0.0.1", "localhost", "[::1]"];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (draft.Cause is not (CauseCodes.CrashLoop or CauseCodes.ProbeFailing) || draft.SuffersFrom is not null ||
            draft.Root.Container is not { } own || !TroubleLines.Of(scene, draft).Any(l =>
                l.Trouble.Kind is TroubleKind.Refused && Array.Exists(Here, h =>
                    l.Trouble.Text.Contains(h, StringComparison.OrdinalIgnoreCase))))
        {
            return draft;
        }

        var others = (scene.ComplaintOf(draft.Subject)?.Symptoms ?? [])
            .Select(s => s.Object.Container).OfType<string>().Where(c => c != own).Distinct().Take(2).ToList();
        return others is [var other] ? draft with { SuffersFrom = draft.Subject with { Container = other } } : draft;
    }
}
