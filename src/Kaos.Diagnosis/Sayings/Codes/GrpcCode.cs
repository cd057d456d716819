namespace Kaos.Diagnosis.Sayings.Codes;

/// <summary>The status codes of gRPC, by name (any spelling of it) or number.</summary>
internal static class GrpcCode
{
    public static Saying? Of(string code) => code.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "DEADLINEEXCEEDED" or "4" => TroubleKind.Timeout,
        "PERMISSIONDENIED" or "7" => TroubleKind.Denied,
        "RESOURCEEXHAUSTED" or "8" => TroubleKind.RateLimited,
        "UNIMPLEMENTED" or "12" => Fault.VersionMismatch,
        "UNAVAILABLE" or "14" => TroubleKind.Unready,
        "DATALOSS" or "15" => Fault.DataCorrupt,
        "UNAUTHENTICATED" or "16" => TroubleKind.CredentialsRefused,
        _ => null,
    };
}
