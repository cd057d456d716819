using System.Security.Cryptography;
using System.Text;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Correlation;

/// <summary>Ids of incidents and sessions, all derived from what they are about.</summary>
public static class Fingerprint
{
    /// <summary>Hash of (tenant, cluster, namespace, kind, name) of the top owner; 12 hex.</summary>
    public static string Of(string tenant, string cluster, ObjectRef owner) =>
        Hex(12, tenant, cluster, owner.Namespace ?? "", owner.Kind, owner.Name);

    /// <summary>A request is a case of its own, whatever else is wrong with the object.</summary>
    public static string Of(Signal signal) => signal.Request is null
        ? Of(signal.Tenant, signal.Cluster, signal.Subject)
        : Hex(12, signal.Tenant, signal.Cluster, "request", signal.Id);

    public static string IncidentId(string fingerprint, string signalId) =>
        $"inc-{fingerprint}-{Hex(8, fingerprint, signalId)}";

    public static string SessionId(string incidentId, string cause) => $"ses-{Hex(20, incidentId, cause)}";

    /// <summary>The first digits of the SHA-256 over the parts, each ended by a zero byte.</summary>
    public static string Hex(int digits, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..digits];
    }
}
