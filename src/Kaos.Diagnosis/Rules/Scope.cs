using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Measured;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules;

/// <summary>Which complaints a case is about: all of them, or those of its focus.</summary>
internal static class Scope
{
    private static readonly string[] Felt = [SymptomCodes.Latency, SymptomCodes.Errors];

    public static ImmutableArray<Complaint> Of(Scene scene)
    {
        if (scene.Focus is not { } focus)
        {
            return scene.Complaints;
        }

        var subject = Owners.TopOwner(scene.Index.Objects, focus.Subject);
        if (subject.Kind == "Namespace")
        {
            return [.. scene.Complaints.Where(c => c.Subject.Namespace == subject.Name),
                .. Measured(scene, focus, subject)];
        }

        var subjects = Behind(scene, subject);
        var own = scene.Complaints.Where(c =>
            subjects.Contains(c.Subject) || c.Symptoms.Any(s => s.Object.Whole() == subject));
        return own.Any() ? [.. own.Concat(Reported(scene, focus, subjects, own.ToList()))]
            : [.. Reported(scene, focus, subjects, []), .. Measured(scene, focus, subject)];
    }

    // What is no workload may be reported for what numbers alone show: an alert on a claim, a node, the control plane.
    private static IEnumerable<Complaint> Measured(Scene scene, Focus focus, ObjectRef subject)
    {
        if (focus.SymptomCode is { } code && MeasuredRule.Knows(scene, subject))
        {
            yield return new Complaint(subject,
                [new Symptom(code == SymptomCodes.VolumeFilling ? code : SymptomCodes.Measured, subject, subject,
                    Severity.Warning, focus.Since ?? scene.Now, $"{subject.Named()} was reported: {code}")]);
        }
    }

    // Who complains about a Service or an Ingress means the workloads behind it.
    private static HashSet<ObjectRef> Behind(Scene scene, ObjectRef subject)
    {
        var subjects = new HashSet<ObjectRef> { subject };
        if (subject.Kind is "Service" or "Ingress")
        {
            subjects.UnionWith(
                scene.Graph.Upstream(subject, depth: subject.Kind == "Service" ? 1 : 2).Select(d => d.To));
        }

        return subjects;
    }

    // Slowness and errors show on no object: the report itself is the symptom.
    private static IEnumerable<Complaint> Reported(
        Scene scene, Focus focus, HashSet<ObjectRef> subjects, List<Complaint> own)
    {
        var code = focus.SymptomCode ?? SymptomCodes.Other;
        var isShown = own.Count > 0 && !Felt.Contains(code);
        var workload = subjects.FirstOrDefault(s =>
            s.Kind is not ("Service" or "Ingress") && scene.Index.WorkloadOf(s) is not null);
        if (isShown || workload is null)
        {
            yield break;
        }

        var since = focus.Since ?? scene.Now;
        yield return new Complaint(workload,
            [new Symptom(code, workload, workload, Severity.Critical, since,
                $"{workload.Named()} was reported: {code}")]);
    }
}
