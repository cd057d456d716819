using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>
/// A Service without endpoints: its selector or its target port misses the pods that it is meant for.
/// </summary>
internal sealed class ServiceRule : IRule
{
    public ImmutableArray<string> Causes =>
        [CauseCodes.ServiceSelector, CauseCodes.ServiceTargetPort, CauseCodes.ServiceNoPods,
            CauseCodes.ServiceNoReadyPods];

    public ImmutableArray<string> Explains => [SymptomCodes.NoEndpoints];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.NoEndpoints)
        .Select(s => scene.Index.Objects.Find<Service>(s.Object.Namespace ?? "", s.Object.Name) is { } service
            ? Judge(scene, complaint, s, service)
            : null)
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, Complaint complaint, Symptom symptom, Service service)
    {
        var notes = new Notes();
        var pods = scene.Index.Select(service.Metadata.Namespace, service.Spec.Selector);
        var told = notes.Add(
            Sources.Endpoints, "no-endpoints", service.Ref(), symptom.Since, symptom.Text, ("pods", pods.Count));
        if (pods.Count == 0)
        {
            return SelectorMiss.Find(scene.Index, service) is { } miss
                ? Selector(scene, symptom, service, miss, notes, told)
                : Nobody(symptom, service, notes, told);
        }

        if (ServiceSymptoms.UnknownPort(service, pods) is { } port)
        {
            return Port(scene, symptom, service, pods, port, notes, told);
        }

        // Where the pods' own trouble is explained, this follows from it and is no finding of its own.
        return complaint.Symptoms.Any(s => s.Code != SymptomCodes.NoEndpoints) ||
            scene.Complaints.Any(c => c.Symptoms.Any(
            s => s.Object.Kind == "Pod" && pods.Any(p => p.Ref() == s.Object.Whole())))
            ? null
            : Draft(symptom, service, notes, CauseCodes.ServiceNoReadyPods,
                [new Claim($"None of the {pods.Count} pods behind {service.Ref().Named()} is ready", [told])],
                [Confidence.Aligned],
                $"{service.Ref().Named()} has no endpoint: none of its {pods.Count} pods is ready.");
    }

    private static Draft Selector(
        Scene scene, Symptom symptom, Service service, SelectorMiss miss, Notes notes, string told)
    {
        var labels = miss.Workload.Template.Metadata.Labels;
        var differs = miss.Differing.Select(k =>
            $"{k}={service.Spec.Selector[k]} (the pods have {(labels.TryGetValue(k, out var has) ? $"{k}={has}" : $"no {k}")})");
        var text = $"{service.Ref().Named()} selects {Say.List(differs)}";
        var spec = notes.Add(
            Sources.Spec, "selector", service.Ref(), scene.Now, $"{text}; nearest is {miss.Workload.Ref.Named()}",
            ("matching", miss.Matching));
        return Draft(symptom, service, notes, CauseCodes.ServiceSelector,
            [new Claim($"{text}, so it misses the pods of {miss.Workload.Ref.Named()}", [spec]),
                new Claim("So it has no endpoint", [told])],
            miss.Workload.Ref.Name == service.Metadata.Name || miss.Matching > 0
                ? [Confidence.Derived, Confidence.Aligned, Confidence.Agreeing]
                : [Confidence.Derived],
            $"{text}, so no traffic reaches {miss.Workload.Ref.Named()}.") with
        {
            Facts = Facts(service)
                .Add("label", string.Join(",", miss.Differing))
                .Add(FactNames.Workload, $"{miss.Workload.Ref.Kind}/{miss.Workload.Ref.Name}"),
        };
    }

    private static Draft Nobody(Symptom symptom, Service service, Notes notes, string told)
    {
        var selector = string.Join(
            ",", service.Spec.Selector.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"));
        var text = $"{service.Ref().Named()} selects {selector}, which no pod and no workload carries";
        return Draft(symptom, service, notes, CauseCodes.ServiceNoPods,
            [new Claim(text, [told])], [Confidence.Derived, Confidence.Agreeing],
            $"{text}, although something leads to it.") with
        {
            Severity = Severity.Warning,
            Facts = Facts(service).Add("selector", selector),
        };
    }

    private static Draft Port(
        Scene scene, Symptom symptom, Service service, IReadOnlyList<Pod> pods, string port, Notes notes, string told)
    {
        var declared = pods[0].Spec.Containers.Where(c => c is not null).SelectMany(c => c.Ports)
            .Where(p => p is not null)
            .Select(p => p.Name is { Length: > 0 } name ? $"{p.Number} ({name})" : $"{p.Number}");
        var text = $"{service.Ref().Named()} leads to port {port}; its pods declare {Say.List(declared.DefaultIfEmpty("none"))}";
        var spec = notes.Add(Sources.Spec, "target-port", service.Ref(), scene.Now, text);
        return Draft(symptom, service, notes, CauseCodes.ServiceTargetPort,
            [new Claim(text, [spec]), new Claim("So it has no endpoint", [told])],
            [Confidence.Stated, Confidence.Aligned], $"{text}.") with
        {
            Facts = Facts(service).Add("targetPort", port),
        };
    }

    private static Draft Draft(
        Symptom symptom, Service service, Notes notes, string cause, ImmutableArray<Claim> chain,
        ImmutableArray<double> weights, string summary)
    {
        return new Draft
        {
            Cause = cause,
            Root = service.Ref(),
            Edit = service.Ref(),
            Subject = service.Ref(),
            Notes = notes,
            Chain = chain,
            Facts = Facts(service),
            Weights = weights,
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = summary,
        };
    }

    private static ImmutableSortedDictionary<string, string> Facts(Service service) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("service", service.Metadata.Name);
}
