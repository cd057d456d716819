using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Upstream;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>
/// A program that runs on while the API server refuses it something: told from the events that it writes, or, where it
/// was reported, from its log. All that is refused to one account is one finding with one fix.
/// </summary>
internal sealed class DeniedRule : IRule
{
    // Reported and running, one line is a line; a refusal that stops its work comes back.
    private const int FewestLines = 2;
    private const int MostPods = 3;

    public ImmutableArray<string> Causes => [CauseCodes.RightsMissing];

    public ImmutableArray<string> Explains => [SymptomCodes.AccessDenied, SymptomCodes.Errors, SymptomCodes.Other];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint) => complaint.Has(SymptomCodes.AccessDenied)
        ? []
        : Running(scene, complaint).SelectMany(pod => pod.Spec.Containers.Where(c => c is not null)
            .SelectMany(c => Wishes.Logs(pod.Ref(), c.Name, previous: false, around: null)));

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var notes = new Notes();
        var said = complaint.Has(SymptomCodes.AccessDenied) ? OfEvents(scene, complaint, notes)
            : Degraded.Of(scene, complaint.Subject).Any() ? []
            : OfLogs(scene, complaint, notes);
        return said.GroupBy(s => s.Denial.User).Select(of => Draft(scene, complaint, notes, [.. of]));
    }

    private static List<Said> OfEvents(Scene scene, Complaint complaint, Notes notes) =>
    [
        .. complaint.Of(SymptomCodes.AccessDenied).SelectMany(s => scene.Index.EventsOf(s.Object))
            .Select(e => (Event: e, Denial: DenialSymptoms.Denial(e))).Where(e => e.Denial is not null).Distinct()
            .Select(e => new Said(e.Denial!, notes.Add(
                Sources.Events, "denied", Refs.Of(
                    e.Event.InvolvedObject.Kind ?? "", e.Event.InvolvedObject.Namespace,
                    e.Event.InvolvedObject.Name ?? ""),
                e.Event.LastSeen ?? scene.Now,
                $"{e.Event.Reason}, {Say.Count(e.Event.Times, "time")}: {Say.Short(e.Event.Message ?? "", 300)}",
                ("times", e.Event.Times)))),
    ];

    private static List<Said> OfLogs(Scene scene, Complaint complaint, Notes notes) =>
    [
        .. Running(scene, complaint).SelectMany(pod => pod.Spec.Containers.Where(c => c is not null).SelectMany(c =>
            (scene.Log(pod.Metadata.Namespace, pod.Metadata.Name, c.Name, previous: false)?.Lines ?? [])
                .Select(line =>
                    (Line: line, Denial: RightsDenial.Parse(line.Replace("\\\"", "\"", StringComparison.Ordinal))))
                .Where(l => l.Denial?.Account is not null)
                .GroupBy(l => l.Denial!)
                .Where(same => same.Count() >= FewestLines)
                .Select(same => new Said(same.Key, notes.Add(
                    Sources.Logs, "denied", pod.Ref() with { Container = c.Name },
                    LineReader.Read(same.Last().Line).At ?? scene.Now,
                    $"The API server refuses it, {Say.Count(same.Count(), "line")}: {Say.Short(same.Last().Line, 300)}",
                    ("lines", same.Count())))))),
    ];

    private static IEnumerable<Pod> Running(Scene scene, Complaint complaint) =>
        scene.Index.PodsOf(complaint.Subject).Where(p => p.Status.Phase == "Running").Take(MostPods);

    private static Draft Draft(Scene scene, Complaint complaint, Notes notes, ImmutableArray<Said> said)
    {
        var denials = said.Select(s => s.Denial).Distinct().OrderBy(d => d.Words, StringComparer.Ordinal).ToList();
        var (root, why) = RightsPlace.Of(scene.Index.Objects, denials[0], complaint.Subject);
        var id = notes.Add(Sources.Spec, "rights", root, scene.Now, why);
        var words = Say.List(denials.Select(d => d.Words));
        return new Draft
        {
            Cause = CauseCodes.RightsMissing,
            Severity = Severity.Warning,
            Root = root,
            Edit = root,
            Subject = complaint.Subject,
            Notes = notes,
            Chain = [new Claim(why, [id]),
                new Claim($"{denials[0].User} may not {words}", [.. said.Select(s => s.Evidence).Distinct().Take(5)])],
            Facts = denials[0].Facts.SetItem("fix", RightsFix.Of(denials)),
            Weights = [Confidence.Stated, Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = complaint.Since,
            Summary = $"{denials[0].User} may not {words}, which {complaint.Subject.Named()} needs. {why}.",
        };
    }

    private sealed record Said(RightsDenial Denial, string Evidence);
}
