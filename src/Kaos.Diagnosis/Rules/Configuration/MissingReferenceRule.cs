using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Operators;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Operators;
using Kaos.Diagnosis.Rules.Storage;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Configuration;

/// <summary>
/// A ConfigMap or Secret that a pod needs and the cluster lacks. Secrets are never read: the kubelet's words tell.
/// </summary>
internal sealed class MissingReferenceRule : IRule
{
    public ImmutableArray<string> Causes =>
        [CauseCodes.ConfigMapMissing, CauseCodes.SecretMissing, CauseCodes.ConfigMapKeyMissing,
            CauseCodes.SecretKeyMissing];

    public ImmutableArray<string> Explains => [SymptomCodes.ConfigError, SymptomCodes.Pending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var stuck = complaint.Of(SymptomCodes.ConfigError, SymptomCodes.Pending).ToImmutableArray();
        var pods = stuck.Select(s => s.Object).Select(o => scene.Index.Objects.Find<Pod>(o.Namespace ?? "", o.Name))
            .OfType<Pod>();
        var said = pods.SelectMany(p => Said(scene, p)).ToList();
        var missing = pods
            .SelectMany(p =>
                WorkloadEdges.Configuration(p.Spec).Where(r => !r.Optional).Select(r => (Pod: p, Reference: r)))
            .Select(m =>
                (m.Pod, m.Reference,
                    Words: said.FirstOrDefault(w => Names(w.Text, m.Reference.Kind, m.Reference.Name) ||
                        Mounts(scene, m.Pod, w.Text, m.Reference.Kind, m.Reference.Name, m.Reference.Via))))
            .Where(m =>
                m.Words.Text is not null || IsAbsent(scene, m.Pod, m.Reference.Kind, m.Reference.Name, said.Count > 0))
            .DistinctBy(m => (m.Reference.Kind, m.Reference.Name))
            .OrderBy(m => m.Reference.Kind, StringComparer.Ordinal)
            .ThenBy(m => m.Reference.Name, StringComparer.Ordinal);
        foreach (var (pod, reference, words) in missing)
        {
            yield return Draft(
                scene, complaint.Subject, stuck, pod, reference.Kind, reference.Name, reference.Via, words);
        }
    }

    private static IEnumerable<(string Text, DateTimeOffset At, string Source)> Said(Scene scene, Pod pod)
    {
        foreach (var status in pod.AllStatuses())
        {
            if (status.State.Waiting is { Reason: "CreateContainerConfigError", Message: { Length: > 0 } message })
            {
                yield return (message, scene.Now, Sources.PodStatus);
            }
        }

        foreach (var item in scene.Index.EventsOf(pod.Ref())
            .Where(e => e.Reason is "Failed" or "FailedMount" && e.Message is not null))
        {
            yield return (item.Message ?? "", item.LastSeen ?? scene.Now, Sources.Events);
        }
    }

    // configmap "x" not found; couldn't find key k in ConfigMap ns/x; secret "x" not found
    private static bool Names(string text, string kind, string name) =>
        text.Contains(kind, StringComparison.OrdinalIgnoreCase) &&
        (text.Contains("not found", StringComparison.OrdinalIgnoreCase) ||
            text.Contains("find key", StringComparison.OrdinalIgnoreCase) ||
            text.Contains("non-existent", StringComparison.OrdinalIgnoreCase)) &&
        text.Split(' ', '"', '/', ',', ':', '\'').Contains(name);

    // MountVolume.SetUp failed for volume "v" : configmap references non-existent config key: k; the map is not named.
    private static bool Mounts(Scene scene, Pod pod, string text, string kind, string name, string via) =>
        text.Contains(kind == "Secret" ? "secret key: " : "config key: ", StringComparison.Ordinal) &&
        via == $"volume {MountTrouble.Between(text, "for volume \"", "\"")}" && MissingKey.In(text) is { } key &&
        scene.Index.Objects.Find<ConfigMap>(pod.Metadata.Namespace, name)?.Data.ContainsKey(key) is not true;

    // That a ConfigMap is absent can be seen only where ConfigMaps were read at all.
    private static bool IsAbsent(Scene scene, Pod pod, string kind, string name, bool kubeletComplains) =>
        kind == "ConfigMap" && kubeletComplains && scene.Index.Objects.ConfigMaps.Count > 0 &&
        scene.Index.Objects.Find<ConfigMap>(pod.Metadata.Namespace, name) is null;

    private static Draft Draft(
        Scene scene,
        ObjectRef subject,
        ImmutableArray<Symptom> stuck,
        Pod pod,
        string kind,
        string name,
        string via,
        (string? Text, DateTimeOffset At, string? Source) words)
    {
        var missing = Refs.Of(kind, pod.Metadata.Namespace, name);
        var notes = new Notes();
        var refers = notes.Add(
            Sources.Spec, $"refers-{kind}-{name}", subject, scene.Now,
            $"{subject.Named()} needs {kind} {name} ({via})");
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var weights = ImmutableArray.CreateBuilder<double>();
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts["missing"] = $"{kind}/{name}";
        facts[FactNames.Workload] = $"{subject.Kind}/{subject.Name}";
        var ids = new List<string> { refers };
        if (words.Text is { } text)
        {
            weights.Add(Confidence.Stated);
            ids.Add(
                notes.Add(
                    words.Source ?? Sources.Events, "missing-reference", missing, words.At,
                    $"The kubelet says: {Say.Short(text)}"));
        }

        var names = scene.Index.Objects.ConfigMaps.Where(c => c.Metadata.Namespace == pod.Metadata.Namespace)
            .Select(c => c.Metadata.Name).ToList();
        var exists = kind == "ConfigMap" && names.Contains(name);
        var hint = "";
        if (kind == "ConfigMap" && !exists && names.Count > 0)
        {
            weights.Add(Confidence.Derived);
            if (NearestName.To(name, names) is { } near)
            {
                facts["nearest"] = near;
                hint = $" There is a {kind} {near}.";
            }
        }

        var maker = kind == "Secret" ? SecretMaker.Of(scene, pod.Metadata.Namespace, name) : null;
        if (maker is not null && ResourceHealth.Of(maker)?.Text is { } says)
        {
            weights.Add(Confidence.Derived);
            facts["madeBy"] = maker.Ref().Short();
            hint = $" {maker.Ref().Named()}, which should make it, says: {Say.Short(says, 200)}";
            chain.Add(new Claim(
                $"{maker.Ref().Named()}, which should make {kind} {name}, does not: {Say.Short(says)}",
                [notes.Add(Sources.Spec, "maker", maker.Ref(), scene.Now, hint.Trim())]));
            stuck = [.. stuck, .. scene.ComplaintOf(maker.Ref())?.Symptoms ?? []];
        }

        if (MissingKey.In(words.Text) is { } absent)
        {
            var lacking = MissingKey.Draft(scene, subject, missing, absent, via, notes, [.. ids]);
            return lacking with { Explains = stuck, Onset = stuck.Min(s => s.Since) };
        }

        var key = exists ? $"a key of {kind} {name}" : $"{kind} {name}";
        chain.Add(new Claim($"{subject.Named()} needs {key}, which does not exist", [.. ids]));
        return new Draft
        {
            Cause = kind == "ConfigMap" ? CauseCodes.ConfigMapMissing : CauseCodes.SecretMissing,
            Root = missing,
            Edit = facts.ContainsKey("nearest") ? subject : missing,
            Subject = subject,
            Notes = notes,
            Chain = chain.ToImmutable(),
            Facts = facts.ToImmutable(),
            Weights = weights.Count == 0 ? [Confidence.Derived] : weights.ToImmutable(),
            Explains = stuck,
            Onset = stuck.Min(s => s.Since),
            SuffersFrom = maker is null ? null : SecretMaker.Cause(scene, maker),
            Summary = $"{subject.Named()} cannot start: {key} does not exist.{hint}",
        };
    }
}
