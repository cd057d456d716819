using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Starting;

/// <summary>An init container that runs and runs: for what it waits, and what is the matter with that.</summary>
internal sealed class InitRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.InitContainerWaits, CauseCodes.UpstreamUnavailable];

    public ImmutableArray<string> Explains => [SymptomCodes.InitStuck];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.InitStuck)
        .Take(1)
        .SelectMany(s => Wishes.Logs(s.Object, s.Object.Container ?? "", previous: false, s.Since));

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.InitStuck)
        .GroupBy(s => s.Object.Container ?? "", StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => Judge(scene, complaint.Subject, g.Key, [.. g]))
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, ObjectRef subject, string container, ImmutableArray<Symptom> symptoms)
    {
        var at = symptoms[0].Object;
        if (scene.Index.Objects.Find<Pod>(at.Namespace ?? "", at.Name) is not { } pod ||
            pod.Spec.Container(container) is not { } spec)
        {
            return null;
        }

        var notes = new Notes();
        var runs = notes.Add(Sources.PodStatus, "init-runs", at, symptoms[0].Since, symptoms[0].Text);
        var ids = ImmutableArray.Create(runs);
        var said = scene.Folded(pod.Metadata.Namespace, pod.Metadata.Name, container, false)?.Patterns.MaxBy(p =>
            (p.LastSeen, p.FirstIndex))?.Sample;
        if (said is not null)
        {
            ids = ids.Add(notes.Add(Sources.Logs, "init-says", at, scene.Now, $"It says: \"{Say.Short(said)}\""));
        }

        var target = subject with { Container = container };
        var draft = new Draft
        {
            Cause = CauseCodes.InitContainerWaits,
            Severity = Severity.Warning,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim($"Init container {container} does not end, so nothing after it starts", ids)],
            Facts = Facts.Of((FactNames.Container, container), (FactNames.Workload, subject.Short())),
            Weights = said is null ? [Confidence.Derived, Confidence.Hint] : [Confidence.Derived, Confidence.Agreeing],
            Explains = symptoms,
            Onset = symptoms.Min(s => s.Since),
            Summary = $"{subject.Named()} does not start: its init container {container} does not end since {Say.Clock(symptoms[0].Since)}" +
                (said is null ? "." : $" (\"{Say.Short(said)}\")."),
        };
        return Waits(scene, subject, spec, said, draft) ?? draft;
    }

    private static Draft? Waits(Scene scene, ObjectRef subject, Container spec, string? said, Draft draft)
    {
        var ns = subject.Namespace ?? "";
        var host = WaitTarget.Of(spec);
        var service = HostNames.In(scene.Index, ns, "host", host ?? said ?? "").FirstOrDefault() ??
            spec.Env.Where(e => e?.Value is not null)
                .SelectMany(e => HostNames.In(scene.Index, ns, e.Name, e.Value ?? "")).FirstOrDefault();
        if (service is null && WaitTarget.Object(spec, ns) is { } awaited && scene.ComplaintOf(awaited) is not null)
        {
            return draft with { SuffersFrom = awaited, Facts = draft.Facts.SetItem("waitsFor", awaited.Short()) };
        }

        service ??= Addressed(scene, said);
        if (service is null)
        {
            return host is null ? null : Absent(scene, ns, host, draft);
        }

        var pods = scene.Index.Objects.Find<Service>(
            service.Namespace ?? "", service.Name) is { Spec.Selector.Count: > 0 } found
            ? scene.Index.Select(found.Metadata.Namespace, found.Spec.Selector)
            : [];
        var ready = pods.Count(p => p.IsReady() && !p.IsLeaving());
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var id = notes.Add(
            Sources.Endpoints, "ready-endpoints", service, scene.Now,
            $"{service.Named()}, for which it waits, has {ready} of {pods.Count} pods ready",
            ("ready", ready), ("pods", pods.Count));
        var waits = draft with { Notes = notes, Facts = draft.Facts.SetItem("waitsFor", service.Name), Weights = draft.Weights.Add(Confidence.Derived) };
        if (ready > 0)
        {
            return waits with
            {
                RuledOut = [new RuledOut($"{service.Named()} being down",
                    $"{Say.Count(ready, "pod")} behind it is ready: look at the port, a network policy or what it is asked",
                    [id])],
            };
        }

        var behind = scene.Graph.Upstream(service, depth: 1).Select(d => d.To)
            .FirstOrDefault(o => scene.Index.WorkloadOf(o) is not null);
        var root = behind ?? service;
        return waits with
        {
            Cause = CauseCodes.UpstreamUnavailable,
            Root = root,
            Edit = root,
            Chain = [new Claim($"{root.Named()}, for which it waits, has no pod ready", [id]), .. draft.Chain],
            Summary = $"{subject.Named()} does not start: its init container {spec.Name} waits for {service.Named()}, behind which no pod is ready.",
        };
    }

    // Many programs say only which address they dial.
    private static ObjectRef? Addressed(Scene scene, string? said) => HostNames.Candidates("url", said ?? "")
        .Where(NetworkAddress.Is).Select(a => NetworkIndex.Of(scene.Index.Objects).ServiceAt(a)?.Ref())
        .FirstOrDefault(s => s is not null);

    // A name without dots, or of this cluster, is a Service's; others are the world's.
    private static Draft? Absent(Scene scene, string ns, string host, Draft draft)
    {
        var labels = host.Split('.');
        if (!scene.Index.Objects.WasRead<Service>() || (labels.Length > 2 && labels[2] != "svc"))
        {
            return draft with { Facts = draft.Facts.SetItem("waitsFor", host) };
        }

        var missing = Refs.Of("Service", labels.Length > 1 ? labels[1] : ns, labels[0]);
        var near = NearestName.To(
            missing.Name, scene.Index.ServicesIn(missing.Namespace ?? "").Select(s => s.Metadata.Name));
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var id = notes.Add(
            Sources.Spec, "no-such-service", missing, scene.Now,
            $"There is no {missing.Named()}" + (near is null ? "" : $"; there is a Service {near}"));
        return draft with
        {
            Root = missing,
            Notes = notes,
            Chain = [new Claim($"It waits for {missing.Named()}, which does not exist", [id]), .. draft.Chain],
            Facts = near is null ? draft.Facts.SetItem("waitsFor", host) : draft.Facts.SetItem("waitsFor", host)
                .SetItem("nearest", near),
            Weights = draft.Weights.Add(Confidence.Derived),
            Summary = $"{draft.Subject.Named()} does not start: its init container {draft.Edit.Container} waits for {missing.Named()}, which does not exist." +
                (near is null ? "" : $" There is a Service {near}."),
        };
    }
}
