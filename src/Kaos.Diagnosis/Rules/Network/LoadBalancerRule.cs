using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>A load balancer that was asked for and is not made.</summary>
internal sealed class LoadBalancerRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.LoadBalancerPending];

    public ImmutableArray<string> Explains => [SymptomCodes.AddressPending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.AddressPending)
        .Select(s =>
            scene.Index.Objects.Find<Service>(
                s.Object.Namespace ?? "", s.Object.Name) is { } service ? Draft(scene, s, service) : null)
        .OfType<Draft>();

    private static Draft Draft(Scene scene, Symptom symptom, Service service)
    {
        var notes = new Notes();
        var said = LoadBalancerSymptoms.Failure(scene.Index, service, new Moment(scene.Now));
        var why = said?.Message is { Length: > 0 } message
            ? $"the controller says: {Say.Short(message, 200)}"
            : "other Services of the cluster have theirs, and nothing is said about this one";
        var id = notes.Add(
            said is null ? Sources.Spec : Sources.Events, "no-address", service.Ref(), said?.LastSeen ?? scene.Now,
            $"{service.Ref().Named()} is of type LoadBalancer and has no address; {why}");
        return new Draft
        {
            Cause = CauseCodes.LoadBalancerPending,
            Severity = Severity.Warning,
            Root = service.Ref(),
            Edit = service.Ref(),
            Subject = symptom.Subject,
            Notes = notes,
            Chain = [new Claim($"No load balancer was made for {service.Ref().Named()}: {why}", [id])],
            Facts = Facts.Of(("service", service.Metadata.Name), ("reason", said?.Reason)),
            Weights = said is null ? [Confidence.Derived, Confidence.Hint] : [Confidence.Stated, Confidence.Aligned],
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = $"{service.Ref().Named()} has no address from outside since {Say.Clock(symptom.Since)}: {why}.",
        };
    }
}
