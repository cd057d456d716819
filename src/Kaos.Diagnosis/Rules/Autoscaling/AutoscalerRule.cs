using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Autoscaling;

/// <summary>An autoscaler that cannot find, measure or select what it scales, or that has no room left.</summary>
internal sealed class AutoscalerRule : IRule
{
    private static readonly string[] OtherMetrics = ["custom.metrics.k8s.io", "external.metrics.k8s.io"];

    private static readonly ObjectRef ResourceMetrics = Refs.Of("APIService", null, "v1beta1.metrics.k8s.io");

    public ImmutableArray<string> Causes =>
    [
        CauseCodes.HpaTargetMissing, CauseCodes.HpaMetricsUnavailable, CauseCodes.HpaRequestMissing,
        CauseCodes.HpaSelectorAmbiguous, CauseCodes.HpaAtMax, CauseCodes.HpaScaleFailed,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.AutoscalerStuck];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.AutoscalerStuck)
        .Select(s =>
            scene.Index.Objects.Find<HorizontalPodAutoscaler>(s.Object.Namespace ?? "", s.Object.Name) is { } scaler
            ? Judge(scene, complaint.Subject, s, scaler)
            : null)
        .OfType<Draft>();

    private static Draft Judge(Scene scene, ObjectRef subject, Symptom symptom, HorizontalPodAutoscaler scaler)
    {
        var able = scaler.Status.Conditions.Condition("AbleToScale");
        if (able is { IsFalse: true, Reason: "FailedGetScale" })
        {
            return TargetMissing(scene, subject, symptom, scaler, able);
        }

        if (able is { IsFalse: true, Reason: "FailedUpdateScale" })
        {
            var notes = new Notes();
            return Draft(
                subject, symptom, scaler, notes,
                [new Claim("It knows how many replicas it wants and cannot set them",
                    [Said(notes, scaler, able)])]) with
            {
                Cause = CauseCodes.HpaScaleFailed,
                Summary =
                    $"{scaler.Ref().Named()} cannot change the scale of its target: {Say.Short(able.Message ?? "")}",
            };
        }

        var active = scaler.Status.Conditions.Condition("ScalingActive");
        return active is not { IsFalse: true } ? AtMax(scene, subject, symptom, scaler)
            : active.Message?.Contains("missing request for ", StringComparison.Ordinal) ?? false
                ? RequestMissing(subject, symptom, scaler, active)
                : Unmeasured(scene, subject, symptom, scaler, active);
    }

    private static Draft TargetMissing(
        Scene scene, ObjectRef subject, Symptom symptom, HorizontalPodAutoscaler scaler, Condition able)
    {
        var notes = new Notes();
        var wanted = scaler.Spec.ScaleTargetRef;
        var said = Said(notes, scaler, able);
        var near = NearestName.To(wanted.Name, scene.Index.WorkloadsIn(scaler.Metadata.Namespace)
            .Where(w => w.Ref.Kind == wanted.Kind).Select(w => w.Ref.Name));
        return Draft(
            subject, symptom, scaler, notes,
            [new Claim($"{wanted.Kind} {wanted.Name}, which it scales, does not exist", [said])]) with
        {
            Cause = CauseCodes.HpaTargetMissing,
            Facts = Facts.Of(("target", $"{wanted.Kind}/{wanted.Name}"), ("nearest", near)),
            Summary = $"{scaler.Ref().Named()} scales nothing: {wanted.Kind} {wanted.Name} does not exist." +
                (near is null ? "" : $" There is a {wanted.Kind} {near}."),
        };
    }

    // failed to get cpu utilization: missing request for cpu in container app of Pod web-5d…
    private static Draft RequestMissing(
        ObjectRef subject, Symptom symptom, HorizontalPodAutoscaler scaler, Condition active)
    {
        var notes = new Notes();
        var said = Said(notes, scaler, active);
        var words = (active.Message ?? "").Split("missing request for ")[^1].Split(' ');
        var resource = words[0];
        var container = words.Length > 3 && words[1] == "in" ? words[3] : "";
        var target = subject.Kind == scaler.Spec.ScaleTargetRef.Kind && container.Length > 0
            ? subject with { Container = container }
            : subject;
        return Draft(subject, symptom, scaler, notes,
            [new Claim($"Container {container} states no {resource} request, so its utilisation cannot be computed",
                [said])]) with
        {
            Cause = CauseCodes.HpaRequestMissing,
            Root = target,
            Edit = target,
            Weights = [Confidence.Stated, Confidence.Aligned],
            Facts = Facts.Of(
                (FactNames.Container, container), ("resource", resource), (FactNames.Workload, subject.Short()),
                ("hpa", scaler.Metadata.Name)),
            Summary = $"{scaler.Ref().Named()} does not scale: container {container} of {subject.Named()} states no {resource} request.",
        };
    }

    private static Draft Unmeasured(
        Scene scene, ObjectRef subject, Symptom symptom, HorizontalPodAutoscaler scaler, Condition active)
    {
        var notes = new Notes();
        var said = Said(notes, scaler, active);
        var message = active.Message ?? active.Reason ?? "";
        if (active.Reason == "AmbiguousSelector")
        {
            return Draft(
                subject, symptom, scaler, notes, [new Claim("Several autoscalers claim the same pods", [said])]) with
            {
                Cause = CauseCodes.HpaSelectorAmbiguous,
                Root = Newest(scene, scaler, message),
                Edit = Newest(scene, scaler, message),
                Summary = $"{scaler.Ref().Named()} does not scale: {Say.Short(message)}.",
            };
        }

        var ofServer = message.Contains("metrics.k8s.io", StringComparison.Ordinal) &&
            !message.Contains("custom.metrics.k8s.io", StringComparison.Ordinal) &&
                !message.Contains("external.metrics.k8s.io", StringComparison.Ordinal);
        var root = ofServer ? ResourceMetrics : scaler.Ref();
        return Draft(
            subject, symptom, scaler, notes, [new Claim($"It gets no metrics: {Say.Short(message)}", [said])]) with
        {
            Cause = CauseCodes.HpaMetricsUnavailable,
            Root = root,
            Edit = root,
            SuffersFrom = ofServer ? ResourceMetrics : OtherMetrics
                .Where(group => message.Contains($".{group}", StringComparison.Ordinal))
                .Select(group => scene.Index.Objects.CustomResources
                    .FirstOrDefault(c => c.Kind == "APIService" && c.Spec.Text("group") == group)?.Ref())
                .FirstOrDefault(),
            Facts = Facts.Of(
                ("reason", active.Reason), ("hpa", scaler.Metadata.Name), (FactNames.Workload, subject.Short())),
            Summary = $"{scaler.Ref().Named()} does not scale: {Say.Short(message)}.",
        };
    }

    // Before the newest of those that the controller lists came, each of the others could tell its pods.
    private static ObjectRef Newest(Scene scene, HorizontalPodAutoscaler scaler, string message)
    {
        var names = message.Split([' ', '[', ']', ',', '/'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return scene.Index.Objects.HorizontalPodAutoscalers
            .Where(h => h.Metadata.Namespace == scaler.Metadata.Namespace && names.Contains(h.Metadata.Name))
            .Append(scaler)
            .OrderByDescending(h => h.Metadata.CreationTimestamp).ThenBy(h => h.Metadata.Name, StringComparer.Ordinal)
            .First().Ref();
    }

    private static Draft AtMax(Scene scene, ObjectRef subject, Symptom symptom, HorizontalPodAutoscaler scaler)
    {
        var notes = new Notes();
        var load = Load.Of(scaler) ?? new Load("load", "?", "?", 1);
        var most = scaler.Spec.MaxReplicas;
        var suggested = (int)Math.Ceiling(Math.Clamp(most * load.Ratio, most, most * 10.0));
        var bound = notes.Add(
            Sources.Spec, "at-max", scaler.Ref(), symptom.Since,
            $"It runs {scaler.Status.CurrentReplicas} replicas and may run {most}",
            ("current", scaler.Status.CurrentReplicas), ("max", most));
        var hot = notes.Add(
            Sources.Metrics, "load", scaler.Ref(), scene.Now,
            $"{load.Metric} is at {load.Current}, the target is {load.Target}", ("ratio", load.Ratio));
        return Draft(subject, symptom, scaler, notes,
            [
                new Claim($"{load.Metric} is at {load.Current} where {load.Target} is aimed at", [hot]),
                new Claim($"No replica may be added: {scaler.Status.CurrentReplicas} of at most {most} run", [bound]),
            ]) with
        {
            Cause = CauseCodes.HpaAtMax,
            Weights = [Confidence.Stated, Confidence.Derived],
            Facts = Facts.Of(
                ("maxReplicas", most.ToString(CultureInfo.InvariantCulture)),
                ("suggestedMax", suggested.ToString(CultureInfo.InvariantCulture)),
                ("metric", load.Metric), ("current", load.Current), ("target", load.Target),
                (FactNames.Workload, subject.Short())),
            Summary = $"{subject.Named()} has reached the maximum of {most} replicas of {scaler.Ref().Named()} and {load.Metric} is at {load.Current} " +
                $"of {load.Target}; {suggested} replicas would meet it.",
        };
    }

    private static string Said(Notes notes, HorizontalPodAutoscaler scaler, Condition condition) => notes.Add(
        Sources.Spec, condition.Type, scaler.Ref(), condition.LastTransitionTime ?? default,
        $"{condition.Type} is false ({condition.Reason}): {Say.Short(condition.Message ?? "", 300)}");

    private static Draft Draft(
        ObjectRef subject, Symptom symptom, HorizontalPodAutoscaler scaler, Notes notes,
        ImmutableArray<Claim> chain) => new()
        {
            Cause = CauseCodes.HpaMetricsUnavailable,
            Severity = Severity.Warning,
            Root = scaler.Ref(),
            Edit = scaler.Ref(),
            Subject = subject,
            Notes = notes,
            Chain = chain,
            Weights = [Confidence.Stated],
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = "",
        };
}
