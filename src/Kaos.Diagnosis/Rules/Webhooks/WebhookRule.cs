using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Refusals;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Webhooks;

/// <summary>
/// A webhook that cannot be called: its Service, its pods, its certificate or its patience; and who is held up by it.
/// </summary>
internal sealed class WebhookRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.WebhookServiceMissing, CauseCodes.WebhookNoReadyPods, CauseCodes.WebhookTimeout,
        CauseCodes.WebhookCaBundle, CauseCodes.WebhookFailing,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.AdmissionBroken, SymptomCodes.ReplicasMissing];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.AdmissionBroken, SymptomCodes.ReplicasMissing))
        {
            var words = symptom.Code == SymptomCodes.ReplicasMissing ? RefusalWords.Of(scene, symptom.Object) : null;
            var call = words is null ? null : WebhookCall.Parse(words.Text);
            var entry = WebhookEntry.All(scene.Index.Objects).FirstOrDefault(e => words is null
                ? e.Blocks && e.Configuration.Ref() == symptom.Object &&
                    symptom.Text.Contains(e.Webhook.Name, StringComparison.Ordinal)
                : e.Webhook.Name == call?.Webhook);
            if (entry is not null && (call is not null || words is null))
            {
                yield return Draft(scene, complaint.Subject, symptom, entry, call, words);
            }
            else if (call is not null && words is not null)
            {
                yield return Unseen(scene, complaint.Subject, symptom, call, words);
            }
        }
    }

    private static Draft Draft(
        Scene scene, ObjectRef subject, Symptom symptom, WebhookEntry entry, WebhookCall? call, RefusalWords? words)
    {
        var notes = new Notes();
        var configuration = entry.Configuration.Ref();
        var (cause, root, why) = Cause(scene, entry, call);
        var name = entry.Webhook.Name;
        var policy = entry.Webhook.FailurePolicy ?? "Fail";
        var spec = notes.Add(
            Sources.Spec, "webhook", configuration, scene.Now,
            $"{configuration.Named()} asks webhook {name} about {entry.Writes()} through Service {entry.Service?.Namespace}/{entry.Service?.Name}, failurePolicy {policy}");
        var ids = ImmutableArray.Create(spec);
        if (words is not null)
        {
            ids = ids.Add(
                notes.Add(
                    words.Source, "call-failed", symptom.Object, words.At,
                    $"The API server says: {Say.Short(words.Text, 400)}"));
        }

        return new Draft
        {
            Cause = cause,
            Root = root,
            Edit = root,
            Subject = subject,
            Notes = notes,
            Chain =
            [
                new Claim($"Webhook {name} cannot be called: {why}", ids),
                new Claim($"With failurePolicy {policy} every {entry.Writes()} is refused", [spec]),
            ],
            Facts = Facts.Of(
                ("webhook", name), ("configuration", configuration.ToString()),
                ("service", entry.Service is { } s ? $"{s.Namespace}/{s.Name}" : null),
                ("failurePolicy", policy)),
            Weights = words is null ? [Confidence.Stated] : [Confidence.Stated, Confidence.Derived],
            Explains = [symptom],
            Onset = symptom.Since,
            SuffersFrom = cause == CauseCodes.WebhookNoReadyPods ? root : null,
            Summary = $"{configuration.Named()} holds up {entry.Writes()}: webhook {name} cannot be called, {why} (failurePolicy {policy}).",
        };
    }

    // Its configuration was not read, or is the control plane's own: the API server's words are all there is.
    private static Draft Unseen(
        Scene scene, ObjectRef subject, Symptom symptom, WebhookCall call, RefusalWords words)
    {
        var notes = new Notes();
        var told = notes.Add(
            words.Source, "call-failed", symptom.Object, words.At,
            $"The API server says: {Say.Short(words.Text, 400)}");
        var why = Say.Short(call.Why, 160);
        return new Draft
        {
            Cause = call.Cause,
            Root = subject,
            Edit = subject,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim($"Webhook {call.Webhook} cannot be called: {why}", [told])],
            Facts = Facts.Of(("webhook", call.Webhook)),
            Weights = [Confidence.Stated],
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = $"{subject.Named()} may not create pods: webhook {call.Webhook} cannot be called, {why}. Its configuration was not seen.",
        };
    }

    private static (string Cause, ObjectRef Root, string Why) Cause(Scene scene, WebhookEntry entry, WebhookCall? call)
    {
        var configuration = entry.Configuration.Ref();
        if (entry.Service is { } target && scene.Index.Objects.WasRead<Service>())
        {
            if (scene.Index.Objects.Find<Service>(target.Namespace, target.Name) is not { } service)
            {
                return (CauseCodes.WebhookServiceMissing, configuration,
                    $"its Service {target.Namespace}/{target.Name} does not exist");
            }

            var pods = scene.Index.Select(target.Namespace, service.Spec.Selector);
            if (service.Spec.Selector.Count > 0 && !pods.Any(p => p.IsReady() && !p.IsLeaving()))
            {
                var owners = scene.Graph.DependsOn(service.Ref()).Select(d => d.To).Distinct().ToList();
                var owner = owners.Count == 1 ? owners[0] : service.Ref();
                return (CauseCodes.WebhookNoReadyPods, owner, $"{owner.Named()} has no pod ready");
            }
        }

        var why = Say.Short(call?.Why ?? "", 160);
        return call switch
        {
            { IsTrust: true } =>
                (CauseCodes.WebhookCaBundle, configuration,
                    $"the API server does not trust its certificate with this caBundle: {why}"),
            { IsTimeout: true } =>
                (CauseCodes.WebhookTimeout, configuration,
                    $"it does not answer within {entry.Webhook.TimeoutSeconds ?? 10} s: {why}"),
            _ => (CauseCodes.WebhookFailing, configuration, why),
        };
    }
}
