using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Configuration;

/// <summary>
/// A container that the kubelet cannot make from its settings, for other reasons than a missing ConfigMap or Secret.
/// </summary>
internal sealed class ContainerConfigRule : IRule
{
    private static readonly string[] References = ["configmap", "secret", "config key"];
    private static readonly string[] Absent = ["not found", "find key", "non-existent"];

    public ImmutableArray<string> Causes => [CauseCodes.RunAsNonRoot, CauseCodes.ContainerConfigInvalid];

    public ImmutableArray<string> Explains => [SymptomCodes.ConfigError];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.ConfigError)
        .Where(s => s.Object.Container is not null)
        .GroupBy(s => s.Object.Container ?? "", StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => Judge(scene, complaint.Subject, g.Key, [.. g]))
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, ObjectRef subject, string container, ImmutableArray<Symptom> symptoms)
    {
        var at = symptoms[0].Object;
        var pod = scene.Index.Objects.Find<Pod>(at.Namespace ?? "", at.Name);
        var waiting = pod?.AllStatuses().FirstOrDefault(s => s.Name == container)?.State.Waiting;
        if (pod is null || waiting?.Message is not { Length: > 0 } said ||
            (Says(said, References) && Says(said, Absent)))
        {
            return null;
        }

        var notes = new Notes();
        var told = notes.Add(
            Sources.PodStatus, "config-error", at, symptoms[0].Since, $"The kubelet says: {Say.Short(said, 300)}");
        var target = subject with { Container = container };
        var (cause, why, fix) = Decide(said);
        return new Draft
        {
            Cause = cause,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim($"Container {container} is not created: {why}", [told])],
            Facts = Facts.Of(
                (FactNames.Container, container), (FactNames.Workload, subject.Short()),
                ("image", pod.Spec.Container(container)?.Image), ("fix", fix)),
            Weights = cause == CauseCodes.RunAsNonRoot ? [Confidence.Stated, Confidence.Aligned] : [Confidence.Stated],
            Explains = symptoms,
            Onset = symptoms.Min(s => s.Since),
            Summary =
                $"Container {container} of {subject.Named()} cannot start: {why}." + (fix.Length > 0 ? $" {fix}." : ""),
        };
    }

    private static bool Says(string said, string[] words) =>
        Array.Exists(words, w => said.Contains(w, StringComparison.OrdinalIgnoreCase));

    // container has runAsNonRoot and image will run as root; … and image has non-numeric user (app), cannot verify …;
    // container's runAsUser breaks non-root policy
    private static (string Cause, string Why, string Fix) Decide(string said)
    {
        if (said.Contains("non-numeric user", StringComparison.Ordinal))
        {
            var user = said.Split('(', ')') is { Length: > 1 } parts ? parts[1] : "a name";
            return (CauseCodes.RunAsNonRoot,
                $"it must not run as root, and its image names its user ({user}) instead of numbering it",
                "Set securityContext.runAsUser to the number of that user");
        }

        return said.Contains("runAsNonRoot", StringComparison.Ordinal) ||
            said.Contains("non-root policy", StringComparison.Ordinal)
            ? (CauseCodes.RunAsNonRoot, "it must not run as root, and its image does",
                "Set securityContext.runAsUser to a number other than 0 that the image can run as")
            : (CauseCodes.ContainerConfigInvalid, Say.Short(said), "");
    }
}
