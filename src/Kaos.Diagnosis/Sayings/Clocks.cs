namespace Kaos.Diagnosis.Sayings;

/// <summary>Tells whether a line refuses what is not yet valid, or no more, by a clock that runs apart.</summary>
internal static class Clocks
{
    private static readonly PhraseTable<Fault> Words = new((Fault.ClockApart,
    [
        "token used before issued", "token is not valid yet", "token not yet valid", "token is not yet valid",
        "certificate is not yet valid", "RequestTimeTooSkewed", "request time too skewed", "clock skew",
        "difference between the request time and the current time is too large", "clock is skewed",
        "NotBefore check failed", "JWT not yet valid", "ImmatureSignature", "CertificateNotYetValid",
        "Signature*is now earlier than", "Signature not yet current", "clock synchronization error", "clock drift",
        "clocks are out of sync", "more than*away from at least half of the known nodes", "time is out of sync",
        "issued in the future", "not before claim",
    ]));

    // "has expired or is not yet valid: current time … is after …" is an expiry, and says so.
    public static bool RunApart(string line) => Words.Find(line) is not null
        ? !line.Contains(" is after ", StringComparison.Ordinal)
        : line.Contains("not yet valid", StringComparison.OrdinalIgnoreCase) &&
            line.Contains(" is before ", StringComparison.Ordinal);
}
