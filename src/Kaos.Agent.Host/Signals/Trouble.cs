using System.Collections.Immutable;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Host.Signals;

/// <summary>A structured report as an edge took it, before it is known where its subject lives.</summary>
/// <param name="Cluster">Null: the cluster that KAOS works on.</param>
/// <param name="Source">As in <see cref="Signal"/>.</param>
/// <param name="Since">When it began.</param>
internal sealed record Trouble(
    string? Cluster,
    ObjectRef Subject,
    string Symptom,
    Severity Severity,
    string Source,
    string SaidBy,
    DateTimeOffset Since,
    string Text,
    ImmutableSortedDictionary<string, string> Labels)
{
    public Signal At(SubjectPlace place) => new(
        SignalIds.Of(Source, place.Cluster, place.Owner, Symptom, Since, SaidBy + '\n' + Text),
        place.Tenant, place.Cluster, place.Owner, Symptom, Severity, Source, SaidBy, Since, Text)
    {
        Labels = Labels,
    };
}

/// <param name="Owner">The subject's top owner.</param>
internal sealed record SubjectPlace(string Cluster, string Tenant, ObjectRef Owner);
