using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules;

/// <summary>
/// Says of an explanation whose root was changed just before the trouble began, by whom and how. It names no other
/// cause, and makes nothing surer: that a thing was changed does not make it wrong.
/// </summary>
internal static class ChangedBefore
{
    public static Draft Tell(Scene scene, Draft draft)
    {
        var root = draft.Root.Whole();
        if (draft.Facts.ContainsKey(FactNames.ChangedAt) ||
            (Shift.Nearest(
                new([.. scene.Timeline(draft.Subject).Changes.Where(c => c.Object == root)]), draft.Onset) ??
                Shift.Nearest(new([.. Writes(scene, root)]), draft.Onset)) is not { } change)
        {
            return draft;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var told = notes.Add(
            Source(change.Kind), "changed-before", root, change.At,
            $"{root.Named()} at {Say.Clock(change.At)} by {change.Who}: {change.What}");
        return draft with
        {
            Notes = notes,
            Chain =
                [new Claim($"{root.Named()} was changed at {Say.Clock(change.At)} by {change.Who} ({change.What})",
                    [told]), .. draft.Chain],
            Facts = draft.Facts.SetItems(
                Facts.Of(
                    (FactNames.ChangedAt, Say.Stamp(change.At)), (FactNames.ChangedBy, change.Who),
                    ("changed", change.What))),
        };
    }

    // Known by no more than the time and the writer: somebody's edit, an operator's, of a kind whose changes nobody keeps.
    private static IEnumerable<Change> Writes(Scene scene, ObjectRef root) =>
        scene.Index.Objects.Find(root.Kind, root.Namespace ?? "", root.Name) is { } item
            ? OtherWrites.Of(item).Where(write => write.Kind == ChangeKind.Written)
            : [];

    private static string Source(ChangeKind kind) => kind switch
    {
        ChangeKind.Revision or ChangeKind.Configuration => Sources.Changes,
        ChangeKind.Cordon or ChangeKind.Drain or ChangeKind.Taint or ChangeKind.Node => Sources.Node,
        _ => Sources.Config,
    };
}
