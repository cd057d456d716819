namespace Kaos.Diagnosis.Sayings.Codes;

/// <summary>Numbers of MySQL and MariaDB, of SQL Server and of Oracle.</summary>
internal static class VendorCode
{
    public static Saying? OfMySql(string number) => number switch
    {
        "1040" or "1129" or "1203" or "1226" => TroubleKind.TooManyConnections,
        "1044" or "1142" or "1143" or "1227" or "1370" => TroubleKind.Denied,
        "1045" or "1698" or "1862" or "1820" => TroubleKind.CredentialsRefused,
        "1046" or "1049" or "1051" or "1054" or "1072" or "1091" or "1146" or "1305" => Fault.SchemaMismatch,
        "1205" or "1213" => Fault.LockHeld,
        "1021" or "1114" => Fault.DiskFull,
        "1037" or "1038" or "1041" => Fault.MemoryExhausted,
        "1118" or "1153" or "1406" => Fault.OverBound,
        "1064" => Fault.Defect,
        "1194" or "1195" or "1712" => Fault.DataCorrupt,
        "1251" or "2059" => Fault.VersionMismatch,
        "1290" or "1792" or "1836" or "1047" => TroubleKind.Unready,
        "2002" or "2003" => TroubleKind.Refused,
        "2005" => TroubleKind.NameUnknown,
        "2006" or "2013" or "2055" => TroubleKind.Reset,
        "2026" => TroubleKind.Protocol,
        _ => null,
    };

    public static Saying? OfSqlServer(string number) => number switch
    {
        "18452" or "18456" or "18470" or "18486" or "18487" or "18488" => TroubleKind.CredentialsRefused,
        "207" or "208" or "2812" or "4060" or "911" => Fault.SchemaMismatch,
        "229" or "230" or "262" or "297" or "300" or "916" => TroubleKind.Denied,
        "1205" or "1222" => Fault.LockHeld,
        "1101" or "1105" or "9002" => Fault.DiskFull,
        "701" or "802" => Fault.MemoryExhausted,
        "823" or "824" or "825" or "5172" => Fault.DataCorrupt,
        "2628" or "8152" => Fault.OverBound,
        "10928" or "10929" or "17809" => TroubleKind.TooManyConnections,
        "40501" or "49918" => TroubleKind.RateLimited,
        "922" or "927" or "40197" or "40613" => TroubleKind.Unready,
        _ => Errno.Numbered(number),
    };

    public static Saying? OfOracle(string number) => number switch
    {
        "01017" or "28000" or "28001" => TroubleKind.CredentialsRefused,
        "01031" or "01045" => TroubleKind.Denied,
        "12541" => TroubleKind.Refused,
        "12170" or "12535" or "12543" or "12545" => TroubleKind.Timeout,
        "01033" or "01034" or "01089" or "01109" or "12505" or "12514" or "12528" => TroubleKind.Unready,
        "03113" or "03114" or "03135" or "12537" or "12547" => TroubleKind.Reset,
        "12154" or "12504" => Fault.ConfigInvalid,
        "00054" or "00060" or "04021" => Fault.LockHeld,
        "00257" or "01652" or "01653" or "01654" or "01658" or "01688" or "01691" => Fault.DiskFull,
        "04030" or "04031" => Fault.MemoryExhausted,
        "00904" or "00942" or "01918" or "02289" or "04043" => Fault.SchemaMismatch,
        "01578" or "01115" or "27072" => Fault.DataCorrupt,
        "12899" or "01438" => Fault.OverBound,
        "00600" or "07445" => Fault.Defect,
        _ => null,
    };
}
