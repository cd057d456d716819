using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Routes;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>Ingresses, Gateways and routes that lead nowhere, one finding for each fault.</summary>
internal sealed class RouteRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.IngressBackendMissing, CauseCodes.IngressBackendPort, CauseCodes.IngressClassMissing,
        CauseCodes.IngressClassUnset, CauseCodes.IngressControllerAbsent, CauseCodes.IngressHostConflict,
        CauseCodes.IngressRefused, CauseCodes.TlsSecretMissing, CauseCodes.GatewayClassMissing,
        CauseCodes.GatewayClassRefused, CauseCodes.GatewayNotProgrammed, CauseCodes.GatewayListener,
        CauseCodes.RouteParentMissing, CauseCodes.RouteNotAllowed, CauseCodes.RouteBackendMissing,
        CauseCodes.RouteBackendPort, CauseCodes.RouteGrantMissing, CauseCodes.RouteRefused,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.RouteBroken];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.RouteBroken))
        {
            var faults = scene.Index.Objects.Find(
                symptom.Object.Kind, symptom.Object.Namespace ?? "", symptom.Object.Name) switch
            {
                Ingress ingress => IngressFaults.Of(scene.Index, ingress, scene.Now),
                CustomResource item => GatewayFaults.Of(scene.Index, item),
                _ => [],
            };
            foreach (var fault in faults.DistinctBy(f => (f.Cause, f.Root)))
            {
                yield return Draft(scene, symptom, fault);
            }
        }
    }

    private static Draft Draft(Scene scene, Symptom symptom, RouteFault fault)
    {
        var notes = new Notes();
        var source = fault.Facts.ContainsKey("reason") ? Sources.Events : Sources.Spec;
        var at = fault.Since ?? symptom.Since;
        var told = notes.Add(source, fault.Cause, symptom.Object, at, $"{symptom.Object.Named()}: {fault.Text}");
        return new Draft
        {
            Cause = fault.Cause,
            Severity = fault.Severity,
            Root = fault.Root,
            Edit = fault.Edit,
            Subject = symptom.Object,
            Notes = notes,
            Chain = [new Claim($"{symptom.Object.Named()}: {fault.Text}", [told])],
            Facts = fault.Facts,
            Weights = [fault.Weight, Confidence.Agreeing],
            Explains = [symptom],
            Onset = at,
            SuffersFrom = fault.SuffersFrom,
            Summary = $"{symptom.Object.Named()} does not work: {fault.Text}.",
        };
    }
}
