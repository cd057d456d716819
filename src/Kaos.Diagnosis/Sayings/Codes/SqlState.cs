namespace Kaos.Diagnosis.Sayings.Codes;

/// <summary>The five characters of the SQL standard: what every server and driver of a database agrees on.</summary>
internal static class SqlState
{
    /// <summary>By the whole state where it says more than its class, else by the class.</summary>
    public static Saying? Of(string state) => state switch
    {
        "08001" or "08P01" => TroubleKind.Timeout,
        "08004" => TroubleKind.CredentialsRefused,
        "42501" => TroubleKind.Denied,
        "42601" or "42000" => Fault.Defect,
        "22001" => Fault.OverBound,
        "25006" => TroubleKind.Unready,
        "53100" => Fault.DiskFull,
        "53200" => Fault.MemoryExhausted,
        "53300" => TroubleKind.TooManyConnections,
        "55P03" or "57014" => Fault.LockHeld,
        "57P01" or "57P02" or "57P05" => TroubleKind.Reset,
        "57P03" => TroubleKind.Unready,
        "58P01" => Fault.FileMissing,
        "HYT00" or "HYT01" => TroubleKind.Timeout,
        "IM002" => Fault.ConfigInvalid,
        _ => state[..2] switch
        {
            "08" => TroubleKind.Reset,
            "0A" => Fault.VersionMismatch,
            "28" => TroubleKind.CredentialsRefused,
            "3D" or "3F" or "42" => Fault.SchemaMismatch,
            "40" => Fault.LockHeld,
            "54" => Fault.OverBound,
            "58" or "XX" => Fault.DataCorrupt,
            "F0" => Fault.ConfigInvalid,
            _ => null,
        },
    };
}
