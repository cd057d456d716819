using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Workflows;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>Every Service in front of the workload has as many ready endpoints as there are replicas.</summary>
internal sealed class EndpointsReady : ICheck
{
    public string Kind => CheckNames.EndpointsReady;

    public CheckReading Read(CheckInput input)
    {
        if ((input.NotRead("endpointslices") ?? input.NotRead("services")) is { } why)
        {
            return CheckReading.Unknown("endpoints", $"endpoints could not be read ({why})");
        }

        if (WorkloadView.Of(input.World.Objects, input.Object) is not { } workload)
        {
            return new CheckReading(VerificationState.Failed, "endpoints", $"{input.Object} is gone");
        }

        var labels = workload.Template.Metadata.Labels;
        var services = input.World.Objects.Services.Where(service =>
            service.Metadata.Namespace == input.Object.Namespace
            && service.Spec.Selector.Count > 0
            && service.Spec.Selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value))
                .ToArray();
        var ready = services.Length == 0 ? workload.Ready : services.Min(service => Ready(input, service));
        var text = services.Length == 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"no Service selects {input.Object.Name}; {ready} of {workload.Wanted} replicas ready")
            : string.Create(
                CultureInfo.InvariantCulture, $"{ready} of {workload.Wanted} endpoints of {input.Object.Name} ready");
        return new CheckReading(
            ready >= workload.Wanted ? VerificationState.Good : VerificationState.NotYet, "endpoints", text,
            ImmutableDictionary<string, double>.Empty.Add("ready", ready).Add("wanted", workload.Wanted));
    }

    private static int Ready(CheckInput input, Service service) => input.World.Objects.EndpointSlices
        .Where(slice =>
            slice.Metadata.Namespace == service.Metadata.Namespace && slice.ServiceName == service.Metadata.Name)
        .SelectMany(slice => slice.Endpoints)
        .Where(endpoint => endpoint.Conditions?.Ready != false)
        .Select(endpoint => endpoint.TargetRef?.Name ?? string.Join(',', endpoint.Addresses))
        .Distinct(StringComparer.Ordinal).Count();
}
