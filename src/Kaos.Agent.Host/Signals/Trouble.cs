using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
    public Signal At(SubjectPlace place) =>
        new(Id(place), place.Tenant, place.Cluster, place.Owner, Symptom, Severity, Source, SaidBy, Since, Text) { Labels = Labels };

    // The same report twice is the same signal.
    private string Id(SubjectPlace place)
    {
        var content = string.Join(
            '\n',
            [place.Cluster, Subject.ToString(), Symptom, Source, SaidBy, Since.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), Text]);
        return $"sig-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..20]}";
    }
}

/// <param name="Owner">The subject's top owner.</param>
internal sealed record SubjectPlace(string Cluster, string Tenant, ObjectRef Owner);
