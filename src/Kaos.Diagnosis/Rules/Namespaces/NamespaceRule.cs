using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Namespaces;

/// <summary>
/// A namespace that does not go: an API whose objects cannot be listed, or objects whose finalizers nobody removes.
/// </summary>
internal sealed class NamespaceRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.NamespaceStuck, CauseCodes.ApiServiceUnavailable];

    public ImmutableArray<string> Explains => [SymptomCodes.StuckTerminating];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.StuckTerminating)
        .Where(s => s.Object.Kind == "Namespace")
        .Select(s =>
            scene.Index.Objects.Find<Namespace>("", s.Object.Name) is { } space ? Judge(
                scene, complaint.Subject, space, s) : null)
        .OfType<Draft>();

    private static Draft Judge(Scene scene, ObjectRef subject, Namespace space, Symptom symptom)
    {
        var notes = new Notes();
        var conditions = space.Status.Conditions.Where(c => c is { IsTrue: true }).ToList();
        var claims = conditions
            .OrderBy(c => c.Type, StringComparer.Ordinal)
            .Select(c => new Claim(
                Say.Short(c.Message ?? c.Reason ?? c.Type),
                [notes.Add(Sources.Spec, c.Type, space.Ref(), c.LastTransitionTime ?? symptom.Since,
                    $"{c.Type} ({c.Reason}): {Say.Short(c.Message ?? "", 300)}")]))
            .ToList();
        var held = conditions.Condition("NamespaceFinalizersRemaining")?.Message
            ?? conditions.Condition("NamespaceContentRemaining")?.Message;
        var api = conditions.Condition("NamespaceDeletionDiscoveryFailure") is { Message: { } text }
            ? Api(scene, text)
            : null;
        if (claims.Count == 0)
        {
            claims.Add(
                new Claim(
                    symptom.Text, [notes.Add(Sources.Spec, "terminating", space.Ref(), symptom.Since, symptom.Text)]));
        }

        var root = api?.Ref() ?? Holder(scene, space, held) ?? space.Ref();
        if (api is not null && Operators.ServiceBehind.Of(scene, api) is { } behind)
        {
            root = behind.Root;
            claims.Insert(
                0, new Claim(behind.Text, [notes.Add(Sources.Spec, "api-service", root, scene.Now, behind.Text)]));
        }

        return new Draft
        {
            Cause = api is null ? CauseCodes.NamespaceStuck : CauseCodes.ApiServiceUnavailable,
            Severity = Severity.Warning,
            Root = root,
            Edit = root,
            Subject = subject,
            Notes = notes,
            Chain = [.. claims],
            Facts = Facts.Of(
                ("namespace", space.Metadata.Name), ("finalizers", Finalizers(held)), ("api", api?.Metadata.Name)),
            Weights = conditions.Count == 0 ? [Confidence.Aligned] : [Confidence.Stated, Confidence.Derived],
            Explains = [symptom],
            Onset = symptom.Since,
            SuffersFrom = api?.Ref(),
            Summary = api is not null
                ? $"Namespace {space.Metadata.Name} cannot be deleted because the API {api.Metadata.Name} does not answer."
                : held is null
                    ? $"Namespace {space.Metadata.Name} is being deleted since {Say.Clock(symptom.Since)}; its status does not say what is left."
                    : $"Namespace {space.Metadata.Name} cannot be deleted: {Say.Short(held)}",
        };
    }

    // "… unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery …"
    private static CustomResource? Api(Scene scene, string text) => scene.Index.Objects.CustomResources
        .Where(r => r.Kind == "APIService" && r.Spec.Text("group") is { Length: > 0 } group &&
            text.Contains($"{group}/{r.Spec.Text("version")}", StringComparison.Ordinal))
        .OrderBy(r => r.Metadata.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    // An object of the namespace that is being deleted and still has one of the finalizers.
    private static ObjectRef? Holder(Scene scene, Namespace space, string? held)
    {
        var names = (Finalizers(held) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0 ? null : scene.Index.Objects.All()
            .Where(o => o.Metadata.Namespace == space.Metadata.Name && o.Metadata.Finalizers.Any(names.Contains))
            .OrderBy(o => o.Metadata.DeletionTimestamp is null)
            .ThenBy(o => o.Ref().ToString(), StringComparer.Ordinal)
            .FirstOrDefault()?.Ref();
    }

    // "Some content in the namespace has finalizers remaining: example.com/a in 2 resource instances, b in 1 resource
    // instances"
    private static string? Finalizers(string? message) =>
        message?.IndexOf("finalizers remaining: ", StringComparison.Ordinal) is { } start and >= 0
            ? string.Join(
                ",", message[(start + "finalizers remaining: ".Length)..].Split(", ").Select(p => p.Split(' ')[0]))
            : null;
}
