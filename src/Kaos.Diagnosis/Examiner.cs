using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Remarks;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.Rules.Measured;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis;

/// <summary>Finds causes. Pure: the same case file always gives the same step.</summary>
public static class Examiner
{
    /// <summary>
    /// What to do next: read more, the cheap and telling first, or the conclusion. Every request is made at most once,
    /// so that a caller who adds what it tried to <see cref="CaseFile.Done"/> always reaches the conclusion.
    /// </summary>
    public static Step Next(CaseFile file)
    {
        var scene = new Scene(file);
        var complaints = Scope.Of(scene);
        var wishes = complaints
            .SelectMany(c => RuleSet.Reads(scene, c))
            .Where(w => !file.Done.Contains(w.Request))
            .DistinctBy(w => w.Request)
            .ToList();
        if (wishes.Count > 0)
        {
            var stage = wishes.Min(w => w.Stage);
            var now = wishes.Where(w => w.Stage == stage).ToList();
            return new Step.ReadMore(Why(stage, now), [.. now.Select(w => w.Request)], SoFar(scene, complaints, stage));
        }

        return new Step.Concluded(Conclude(scene, complaints));
    }

    /// <summary>What is bad, told from objects alone; never a false alarm. Most severe first.</summary>
    public static ImmutableArray<Symptom> Symptoms(ClusterSnapshot world) =>
        WorldIndex.Of(world.Objects).SymptomsAt(world.Now);

    /// <summary>What works and could be better. Never trouble, never to be watched for; for those who ask.</summary>
    /// <param name="namespace">Only what lies in this namespace; null for all, also what lies in none.</param>
    public static ImmutableArray<Remark> Remarks(ClusterSnapshot world, string? @namespace = null) =>
        RemarkSet.Of(WorldIndex.Of(world.Objects), @namespace);

    /// <summary>
    /// Findings as the conclusion has them, also those that are too weak to be told, each with what it rests on.
    /// </summary>
    internal static ImmutableArray<Weighed> Weigh(CaseFile file)
    {
        var scene = new Scene(file);
        return FindingMaker.Make(scene, Drafts(scene, Scope.Of(scene)));
    }

    private static List<Draft> Drafts(Scene scene, ImmutableArray<Complaint> complaints) =>
        [.. complaints.SelectMany(c => RuleSet.Judge(scene, c))];

    private static Examination Conclude(Scene scene, ImmutableArray<Complaint> complaints)
    {
        var drafts = Drafts(scene, complaints);
        var explained = drafts.SelectMany(d => d.Explains).ToHashSet();
        var left = complaints.SelectMany(c => c.Symptoms)
            .Where(s => !explained.Contains(s) && !MeasuredRule.FindsWell(scene, s));
        return new Examination(
            [.. FindingMaker.Make(scene, drafts).Select(w => Unsure.Told(scene, w))],
            [.. left.OrderByDescending(s => s.Severity).ThenBy(s => s.Object.ToString(), StringComparer.Ordinal)],
            NotRead.Of(scene));
    }

    // Nothing has been told before the first stage; what objects and events say is told with the next one. What lies
    // upstream is told with the conclusion: by then it is known that nothing nearer explains it.
    private static ImmutableArray<Evidence> SoFar(Scene scene, ImmutableArray<Complaint> complaints, Stage stage) =>
        stage == Stage.Events
            ? []
            :
            [
                .. complaints.SelectMany(c => RuleSet.Judge(scene, c))
                    .SelectMany(d => d.Notes.All.Where(e => !IsUpstream(d, e)))
                    .DistinctBy(e => e.Id),
            ];

    private static bool IsUpstream(Draft draft, Evidence evidence) =>
        draft.Explains.Any(s => s.Code is SymptomCodes.Latency or SymptomCodes.Errors or SymptomCodes.Other) &&
        (evidence.Source is Sources.Endpoints or Sources.Node or Sources.Changes);

    private static string Why(Stage stage, List<Wish> wishes)
    {
        var around = wishes.Select(w => w.Around).Where(a => a is not null).Distinct().ToList();
        var about = wishes.Select(w => w.About).OfType<ObjectRef>().Distinct().ToList();
        return stage switch
        {
            Stage.Events => "Checking events first",
            Stage.Metrics => "Looking at the metrics",
            Stage.Logs => around.Count == 1 && around[0] is { } at
                ? $"Pulling the logs around {Say.Clock(at)}"
                : "Pulling the logs",
            _ => about.Count == 1 ? $"Checking what it depends on: {about[0].Named()}" : "Checking what it depends on",
        };
    }
}
