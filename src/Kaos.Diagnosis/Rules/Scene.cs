using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Rules;

/// <summary>A case file with the indexes that rules ask; made anew for every step, never changed.</summary>
internal sealed class Scene
{
    private readonly Lazy<Dictionary<(string, string, string, bool), LogText>> logs;
    private readonly Lazy<ILookup<string, MetricSeries>> series;
    private readonly Lazy<ILookup<ObjectRef, SeenEdit>> edits;
    private readonly Dictionary<(string, string, string, bool), LogFolding?> folded = [];
    private readonly Dictionary<ObjectRef, ChangeTimeline> timelines = [];

    public Scene(CaseFile file)
    {
        File = file;
        Index = WorldIndex.Of(file.World.Objects);
        Graph = DependencyGraph.Of(Index);
        Symptoms = Index.SymptomsAt(file.World.Now);
        Complaints = [.. Symptoms
            .GroupBy(s => s.Subject)
            .OrderBy(g => g.Key.ToString(), StringComparer.Ordinal)
            .Select(g => new Complaint(g.Key, [.. g]))];
        logs = new(() => IndexLogs(file.World.Logs));
        edits = new(() => ChangeTimeline.ByObject(file.World.Edits));
        series = new(() => file.World.Series.ToLookup(s => s.Name, StringComparer.Ordinal));
    }

    public CaseFile File { get; }

    public WorldIndex Index { get; }

    public DependencyGraph Graph { get; }

    public ImmutableArray<Symptom> Symptoms { get; }

    public ImmutableArray<Complaint> Complaints { get; }

    public DateTimeOffset Now => File.World.Now;

    public Focus? Focus => File.Focus;

    public Complaint? ComplaintOf(ObjectRef subject) => Complaints.FirstOrDefault(c => c.Subject == subject);

    /// <summary>What changed around a subject, told by the objects and by what was seen to change.</summary>
    public ChangeTimeline Timeline(ObjectRef subject)
    {
        if (File.World.Edits.Count == 0)
        {
            return Index.TimelineAround(subject);
        }

        if (!timelines.TryGetValue(subject, out var timeline))
        {
            timelines[subject] = timeline = ChangeTimeline.Around(Index, subject, edits.Value);
        }

        return timeline;
    }

    public LogText? Log(string @namespace, string pod, string container, bool previous) =>
        logs.Value.GetValueOrDefault((@namespace, pod, container, previous));

    public LogFolding? Folded(string @namespace, string pod, string container, bool previous)
    {
        var key = (@namespace, pod, container, previous);
        if (!folded.TryGetValue(key, out var folding))
        {
            folded[key] = folding = Log(@namespace, pod, container, previous) is { Lines.Count: > 0 } text
                ? LogFolding.Of(text.Lines)
                : null;
        }

        return folding;
    }

    public IEnumerable<MetricSeries> Series(string name) => series.Value[name];

    /// <summary>The names of the metrics that there are of a subject.</summary>
    public ImmutableArray<string> MetricNames(ObjectRef subject) =>
        File.MetricNames.TryGetValue(NamesOf(subject).Key, out var names) && !names.IsDefault ? names : [];

    public ReadRequest.MetricNames NamesOf(ObjectRef subject) =>
        SubjectMetrics.NamesOf(Index.Objects, subject);

    private static Dictionary<(string, string, string, bool), LogText> IndexLogs(IReadOnlyList<LogText> texts)
    {
        var found = new Dictionary<(string, string, string, bool), LogText>();
        foreach (var text in texts)
        {
            found[(text.Namespace, text.Pod, text.Container, text.Previous)] = text;
        }

        return found;
    }
}
