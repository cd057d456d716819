using Kaos.Agent.Grains.Health;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>
/// What changed, when and by whom, and what happened besides: everywhere, in a namespace, or to one object and what it
/// needs. From one look. Pure.
/// </summary>
internal static class ChangeAnswers
{
    // One object's changes are few; those of everything are many.
    private const int DaysOfOne = 7;

    private const string Honest =
        "\n\nThe cluster keeps the last write of each writer, by the tool's name and not the person's, and events for " +
        "about an hour; what was deleted leaves nothing but events. Secrets are not read.";

    /// <param name="about">Null: all that the scope holds.</param>
    public static Intake.Answer Of(IntakeScope scope, IntakeWorld? at, ObjectRef? about, string sentence)
    {
        var worlds = at is null ? scope.Worlds : [at];
        var now = worlds[0].World.Now;
        var window = IntakeWindow.Of(
            sentence, now, worlds.Min(world => FirstTrouble(scope, world, about)), about is null ? 1 : DaysOfOne);
        var changes = worlds.SelectMany(world => Changes(scope, world, about))
            .Where(change => change.At >= window.From && change.At <= window.Until).ToList();
        var told = worlds.SelectMany(world => HappenedRows.OfEvents(
            world.World.Objects, Events(scope, world, about, window).Where(item => !IsTold(item, changes)))).ToList();
        var rows = HappenedRows.OfChanges(changes).Concat(told);
        rows = window.IsOldestFirst ? rows.OrderBy(row => row.At) : rows.OrderByDescending(row => row.At);
        var whose = about is null ? "" : $" to {about.Named()}{(Needs(about) ? " and what it needs" : "")}";
        var title = $"What happened{whose}" +
            $"{IntakeAnswers.In(scope)} {window}, {(window.IsOldestFirst ? "oldest" : "newest")} first: " +
            $"{Count(changes.Count, "change")}, {Count(told.Count, "line")} of events.{window.Note}" +
            $"{(about is null ? "" : Last(worlds[0], about))}";
        var answer = new IntakeTable(title, HappenedRow.Columns, [.. rows.Select(row => row.Cells(now))])
            .ToAnswer(" Nothing that left a trace.");
        return answer with { Text = answer.Text + Honest };
    }

    private static IEnumerable<Change> Changes(IntakeScope scope, IntakeWorld world, ObjectRef? about) =>
        (about is not null
            ? ChangeHistory.Around(world.World, about)
            : ChangeHistory.Of(world.World, world.World.Objects.All().Where(item => Holds(scope, item))))
        .Changes.Where(change => world.MaySee(change.Object.Namespace));

    // What belongs to no namespace, nodes above all, happens to each of them.
    private static bool Holds(IntakeScope scope, IKubernetesObject item) =>
        scope.Holds(item.Metadata.Namespace) || item is Node ||
            (item is Namespace && scope.Holds(item.Metadata.Name));

    private static IEnumerable<Event> Events(
        IntakeScope scope, IntakeWorld world, ObjectRef? about, IntakeWindow window) => world.World.Objects.Events
        .Where(item => world.MaySee(item.Metadata.Namespace) &&
            (about is null
                ? scope.Holds(item.Metadata.Namespace)
                : HappenedRows.About(world.World.Objects, item) == about))
        .Where(item => item.LastSeen >= window.From && (item.FirstSeen ?? item.LastSeen) <= window.Until);

    // The timeline takes some changes from events.
    private static bool IsTold(Event item, List<Change> changes) => changes.Any(change =>
        (change.At == item.LastSeen || change.At == item.FirstSeen) &&
            (change.Kind == ChangeKind.Node ||
                (change.Kind == ChangeKind.Scale && item.Reason == "SuccessfulRescale")));

    private static DateTimeOffset? FirstTrouble(IntakeScope scope, IntakeWorld world, ObjectRef? about) =>
        Examiner.Symptoms(world.World)
            .Where(symptom => world.MaySee(symptom.Subject.Namespace) &&
                (about is null ? scope.Holds(symptom.Subject.Namespace) : symptom.Subject == about))
            .Min(symptom => (DateTimeOffset?)symptom.Since);

    // However long ago: that nothing changed of late is an answer too.
    private static string Last(IntakeWorld world, ObjectRef about)
    {
        var now = world.World.Now;
        var own = ChangeHistory.Around(world.World, about).Changes
            .Where(change => change.Object == about && change.Kind != ChangeKind.Node).MaxBy(change => change.At);
        return own switch
        {
            null => $"\nThe cluster keeps no change of {about.Kind} {about.Name} itself.",
            { Kind: ChangeKind.Made, What: "made" } =>
                $"\nIt was made {IntakeRows.Span(now - own.At)} ago by {FieldManagers.Writer(own.Who)}, and no change of it is kept.",
            _ => $"\nIts own last change was {IntakeRows.Span(now - own.At)} ago by {FieldManagers.Writer(own.Who)}: {Clusters.Redaction.Of(own.What)}.",
        };
    }

    private static bool Needs(ObjectRef of) =>
        of.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "CronJob" or "Job" or "Pod" or "Service"
            or "Ingress";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
