using static Kaos.Diagnosis.Sayings.Sentences.Predicate;
using static Kaos.Diagnosis.Sayings.Sentences.Subject;

namespace Kaos.Diagnosis.Sayings.Sentences;

/// <summary>What a predicate said of a subject means; null where the two make no trouble that has a name.</summary>
internal static class Meaning
{
    public static Saying? Of(Predicate predicate, Subject? subject) => (predicate, subject) switch
    {
        (Missing, Name) => TroubleKind.NameUnknown,
        (Missing, Schema) => Fault.SchemaMismatch,
        (Missing, Code) => Fault.CodeMissing,
        (Missing, Argument) => Fault.ArgumentsInvalid,
        (Missing, FilePath) => Fault.FileMissing,
        (Missing, Credential) => TroubleKind.CredentialsRefused,
        (Missing, Right) => TroubleKind.Denied,
        (Missing, Versioning) => Fault.VersionMismatch,
        (Missing, License) => Fault.LicenceExpired,

        (Missing or Ungiven, Variable) => Fault.VariableMissing,
        (Missing or Ungiven, Config) => Fault.ConfigInvalid,
        (Ungiven, Argument) => Fault.ArgumentsInvalid,
        (Ungiven, Code or Name or Credential or Server or Certificate or License or Schema or Port or FilePath) =>
            Fault.ConfigInvalid,

        (Denied, FilePath or Disk or Port) => Fault.FileDenied,
        (Denied or Refused or Invalid or Expired or Mismatched, Credential) => TroubleKind.CredentialsRefused,
        (Denied, _) => TroubleKind.Denied,
        (Unproven, _) => TroubleKind.CredentialsRefused,

        (Unwritten, FilePath or Disk) => Fault.FileDenied,
        (Unwritten, Connection or Server) => TroubleKind.Timeout,
        (Exposed, _) => Fault.FileDenied,
        (Unopened, FilePath) => Fault.FileMissing,
        (Unloaded, Code) => Fault.CodeMissing,
        (Unloaded, Config or Certificate) => Fault.ConfigInvalid,
        (Unloaded, Credential) => TroubleKind.CredentialsRefused,
        (Unloaded or Unopened, Data) => Fault.DataCorrupt,

        (Refused, Connection or Server) => TroubleKind.Refused,
        (Refused, Certificate) => TroubleKind.CertificateUntrusted,

        (TimedOut, Pool) => TroubleKind.PoolExhausted,
        (TimedOut, Locking) => Fault.LockHeld,
        (TimedOut, Name) => TroubleKind.NameSilent,
        (TimedOut, _) => TroubleKind.Timeout,

        (Unavailable, Name) => TroubleKind.NameFails,
        (Unavailable, Leader or Schema) => TroubleKind.Unready,
        (Unavailable, Server) => TroubleKind.Unready,
        (Unavailable, Connection or Pool) => TroubleKind.PoolExhausted,

        (Unconnected, Locking or Leader) => TroubleKind.Unready,
        (Unconnected, _) => TroubleKind.Timeout,

        (Closed, Connection or Server) => TroubleKind.Reset,
        (Closed, Leader) => Fault.QuorumLost,

        (Expired, Certificate) => TroubleKind.CertificateExpired,
        (Expired, License) => Fault.LicenceExpired,
        (Expired, Locking) => Fault.LockHeld,

        (Exceeded, Disk) => Fault.DiskFull,
        (Exceeded, Memory) => Fault.MemoryExhausted,
        (Exceeded, Handles) => Fault.HandlesExhausted,
        (Exceeded, Clients or Connection) => TroubleKind.TooManyConnections,
        (Exceeded, Pool) => TroubleKind.PoolExhausted,
        (Exceeded, Rate) => TroubleKind.RateLimited,
        (Exceeded, Load) => Fault.OverBound,
        (Exceeded, Right) => TroubleKind.Denied,
        (Exceeded, License) => Fault.LicenceExpired,
        (Exceeded, Leader) => Fault.QuorumLost,
        (Exceeded, Versioning) => Fault.VersionMismatch,

        (Invalid, Certificate) => TroubleKind.CertificateUntrusted,
        (Invalid, Config or Variable or Port) => Fault.ConfigInvalid,
        (Invalid, Argument) => Fault.ArgumentsInvalid,
        (Invalid, License) => Fault.LicenceExpired,
        (Invalid or Mismatched, Versioning) => Fault.VersionMismatch,
        (Invalid or Mismatched or Corrupt, Data) => Fault.DataCorrupt,
        (Invalid or Mismatched, Schema) => Fault.SchemaMismatch,
        (Mismatched, Name or Certificate) => TroubleKind.CertificateName,
        (Mismatched, Clock) => Fault.ClockApart,

        (Locked, Port) => TroubleKind.AddressInUse,
        (Locked, Locking or FilePath or Data or Schema or Disk) => Fault.LockHeld,

        (Corrupt, FilePath or Schema or Disk or Load) => Fault.DataCorrupt,
        _ => null,
    };
}
