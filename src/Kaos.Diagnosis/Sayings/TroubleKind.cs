namespace Kaos.Diagnosis.Sayings;

/// <summary>What a program's own words say went wrong between it and something else.</summary>
internal enum TroubleKind
{
    /// <summary>Nothing listens there, or somebody rejects.</summary>
    Refused,

    /// <summary>No answer, or no way there.</summary>
    Timeout,

    /// <summary>An open connection was cut.</summary>
    Reset,

    /// <summary>It answers that it cannot serve now: it starts, recovers, has no leader, or nobody behind it.</summary>
    Unready,

    /// <summary>The DNS server says that there is no such name.</summary>
    NameUnknown,

    /// <summary>The DNS server answers that it cannot tell (SERVFAIL).</summary>
    NameFails,

    /// <summary>The DNS server does not answer.</summary>
    NameSilent,
    CertificateExpired,
    CertificateUntrusted,

    /// <summary>The certificate is for other names.</summary>
    CertificateName,

    /// <summary>TLS spoken to a port that does not, or the other way round.</summary>
    Protocol,

    /// <summary>The server does not believe who it is.</summary>
    CredentialsRefused,

    /// <summary>The server knows who it is and does not allow what it asks.</summary>
    Denied,

    /// <summary>The server takes no more connections.</summary>
    TooManyConnections,

    /// <summary>The client's own pool has none left.</summary>
    PoolExhausted,
    RateLimited,

    /// <summary>Another program listens on the wanted port already.</summary>
    AddressInUse,
}
