using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// A Certificate of cert-manager that is not there, has run out, or is not being renewed while the old one still holds.
/// One that never was and one that ran out are two names for two causes; never both for one object.
/// </summary>
internal static class CertificateHealth
{
    private static readonly TimeSpan Retries = TimeSpan.FromMinutes(10);

    public static ResourceTrouble? Of(CustomResource item) => item.Conditions.Condition("Ready") switch
    {
        { IsFalse: true, Reason: "Expired" } expired =>
            new ResourceTrouble(
                CauseCodes.CertificateExpired, Words(item, expired), expired.LastTransitionTime,
                TimeSpan.Zero)
            { Severity = Severity.Critical },
        { IsFalse: true } missing => new ResourceTrouble(
            CauseCodes.CertificateNotIssued, Words(item, missing), missing.LastTransitionTime, Retries),
        { IsTrue: true } when item.Conditions.Condition("Issuing") is { IsFalse: true, Reason: "Failed" } failed =>
            new ResourceTrouble(
                CauseCodes.CertificateNotIssued, $"its renewal fails: {Words(item, failed)}", failed.LastTransitionTime,
                Retries),
        _ => null,
    };

    private static string Words(CustomResource item, Condition condition) => ResourceHealth.Words(condition) +
        (item.Status.Text("notAfter") is { Length: > 0 } end ? $"; what is there is valid until {Say.Short(end, 40)}" : "");
}
