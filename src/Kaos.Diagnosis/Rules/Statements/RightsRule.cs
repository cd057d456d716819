using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>
/// A program that the API server refuses something: which right is missing, and where it should stand.
/// </summary>
internal static class RightsRule
{
    public static Draft? Behind(Scene scene, Draft draft)
    {
        if (LogStatement.Find(scene, draft, RightsDenial.Parse) is not var (said, denial))
        {
            return null;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var told = notes.Add(
            Sources.Logs, "denied", said.Pod.Ref() with { Container = said.Container.Name }, said.At ?? draft.Onset,
            $"The API server refuses it, {Say.Count(said.Times, "line")}: {Say.Short(said.Line, 300)}",
            ("lines", said.Times));
        var (root, why) = RightsPlace.Of(scene.Index.Objects, denial, draft.Subject);
        var id = notes.Add(Sources.Spec, "rights", root, scene.Now, why);
        return draft with
        {
            Cause = CauseCodes.RightsMissing,
            Root = root,
            Edit = root,
            Notes = notes,
            Chain = [new Claim(why, [id]), new Claim($"{draft.Subject.Named()} may not {denial.Words}", [told]),
                .. draft.Chain.TakeLast(1)],
            Facts = draft.Facts.SetItems(denial.Facts),
            Weights = [Confidence.Stated, Confidence.Derived],
            Summary = $"{denial.User} may not {denial.Words}, which {draft.Subject.Named()} needs. {why}.",
        };
    }
}
