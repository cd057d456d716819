using Kaos.Agent.Grains.Correlation;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Triage;

/// <summary>Ids of signals, made from what was reported: the same report twice is the same signal.</summary>
public static class SignalIds
{
    /// <param name="distinct">What tells two reports of the same thing apart: an alert's fingerprint, the hour of a
    /// sentence.</param>
    public static string Of(
        string source, string cluster, ObjectRef subject, string symptom, DateTimeOffset at, string distinct = "") =>
        "sig-" + Fingerprint.Hex(
            20, source, cluster, subject.ToString(), symptom, at.ToUniversalTime().ToString("O"), distinct);
}
