namespace Kaos.Diagnosis.Sayings.Codes;

/// <summary>
/// Errors of the operating system: by name as C, Node, Go, Ruby and Erlang print them, by the name of the kind as Rust
/// and .NET do, and by number (Linux, Windows sockets).
/// </summary>
internal static class Errno
{
    private static readonly Dictionary<string, Saying> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EPERM"] = Fault.FileDenied,
        ["ENOENT"] = Fault.FileMissing,
        ["EIO"] = Fault.DataCorrupt,
        ["E2BIG"] = Fault.OverBound,
        ["ENOEXEC"] = Fault.CodeMissing,
        ["ENOMEM"] = Fault.MemoryExhausted,
        ["EACCES"] = Fault.FileDenied,
        ["EBUSY"] = Fault.LockHeld,
        ["ENOTDIR"] = Fault.FileMissing,
        ["EISDIR"] = Fault.FileMissing,
        ["ENFILE"] = Fault.HandlesExhausted,
        ["EMFILE"] = Fault.HandlesExhausted,
        ["ETXTBSY"] = Fault.LockHeld,
        ["EFBIG"] = Fault.OverBound,
        ["ENOSPC"] = Fault.DiskFull,
        ["EROFS"] = Fault.FileDenied,
        ["EPIPE"] = TroubleKind.Reset,
        ["EDEADLK"] = Fault.LockHeld,
        ["ENAMETOOLONG"] = Fault.OverBound,
        ["EMSGSIZE"] = Fault.OverBound,
        ["EPROTONOSUPPORT"] = TroubleKind.Protocol,
        ["EPROTO"] = TroubleKind.Protocol,
        ["EADDRINUSE"] = TroubleKind.AddressInUse,
        ["EADDRNOTAVAIL"] = Fault.ConfigInvalid,
        ["ENETDOWN"] = TroubleKind.Timeout,
        ["ENETUNREACH"] = TroubleKind.Timeout,
        ["ENETRESET"] = TroubleKind.Reset,
        ["ECONNABORTED"] = TroubleKind.Reset,
        ["ECONNRESET"] = TroubleKind.Reset,
        ["ENOBUFS"] = Fault.HandlesExhausted,
        ["ENOTCONN"] = TroubleKind.Reset,
        ["ESHUTDOWN"] = TroubleKind.Reset,
        ["ETIMEDOUT"] = TroubleKind.Timeout,
        ["ECONNREFUSED"] = TroubleKind.Refused,
        ["EHOSTDOWN"] = TroubleKind.Timeout,
        ["EHOSTUNREACH"] = TroubleKind.Timeout,
        ["EDQUOT"] = Fault.DiskFull,
        ["ESTALE"] = Fault.FileMissing,
        ["ENOLCK"] = Fault.LockHeld,
        ["EBADMSG"] = Fault.DataCorrupt,
        ["EUCLEAN"] = Fault.DataCorrupt,
        ["NXDOMAIN"] = TroubleKind.NameUnknown,
        ["ENOTFOUND"] = TroubleKind.NameUnknown,
        ["EAI_NONAME"] = TroubleKind.NameUnknown,
        ["EAI_AGAIN"] = TroubleKind.NameSilent,
        ["EAI_FAIL"] = TroubleKind.NameFails,

        // Kinds of std::io::Error, and of .NET's SocketError where they differ.
        ["ConnectionRefused"] = TroubleKind.Refused,
        ["ConnectionReset"] = TroubleKind.Reset,
        ["ConnectionAborted"] = TroubleKind.Reset,
        ["NotConnected"] = TroubleKind.Reset,
        ["BrokenPipe"] = TroubleKind.Reset,
        ["UnexpectedEof"] = TroubleKind.Reset,
        ["TimedOut"] = TroubleKind.Timeout,
        ["HostUnreachable"] = TroubleKind.Timeout,
        ["NetworkUnreachable"] = TroubleKind.Timeout,
        ["NetworkDown"] = TroubleKind.Timeout,
        ["HostNotFound"] = TroubleKind.NameUnknown,
        ["TryAgain"] = TroubleKind.NameSilent,
        ["AddrInUse"] = TroubleKind.AddressInUse,
        ["AddressAlreadyInUse"] = TroubleKind.AddressInUse,
        ["AddrNotAvailable"] = Fault.ConfigInvalid,
        ["AddressNotAvailable"] = Fault.ConfigInvalid,
        ["StorageFull"] = Fault.DiskFull,
        ["QuotaExceeded"] = Fault.DiskFull,
        ["ReadOnlyFilesystem"] = Fault.FileDenied,
        ["OutOfMemory"] = Fault.MemoryExhausted,
        ["TooManyOpenSockets"] = Fault.HandlesExhausted,
        ["NoBufferSpaceAvailable"] = Fault.HandlesExhausted,
        ["ResourceBusy"] = Fault.LockHeld,
        ["StaleNetworkFileHandle"] = Fault.FileMissing,
    };

    // Linux, its getaddrinfo (below zero), the sockets of Windows (five digits).
    private static readonly Dictionary<string, string> Numbers = (
        "1=EPERM 2=ENOENT 5=EIO 7=E2BIG 8=ENOEXEC 12=ENOMEM 13=EACCES 16=EBUSY 20=ENOTDIR 21=EISDIR 23=ENFILE " +
        "24=EMFILE 26=ETXTBSY 27=EFBIG 28=ENOSPC 30=EROFS 32=EPIPE 35=EDEADLK 36=ENAMETOOLONG 37=ENOLCK " +
        "71=EPROTO 74=EBADMSG 90=EMSGSIZE 93=EPROTONOSUPPORT 98=EADDRINUSE 99=EADDRNOTAVAIL 100=ENETDOWN " +
        "101=ENETUNREACH 102=ENETRESET 103=ECONNABORTED 104=ECONNRESET 105=ENOBUFS 107=ENOTCONN 108=ESHUTDOWN " +
        "110=ETIMEDOUT 111=ECONNREFUSED 112=EHOSTDOWN 113=EHOSTUNREACH 116=ESTALE 117=EUCLEAN 122=EDQUOT " +
        "-2=EAI_NONAME -3=EAI_AGAIN -4=EAI_FAIL -5=EAI_NONAME 10013=EACCES 10024=EMFILE 10048=EADDRINUSE " +
        "10049=EADDRNOTAVAIL 10050=ENETDOWN 10051=ENETUNREACH 10052=ENETRESET 10053=ECONNABORTED " +
        "10054=ECONNRESET 10055=ENOBUFS 10057=ENOTCONN 10058=ESHUTDOWN 10060=ETIMEDOUT 10061=ECONNREFUSED " +
        "10064=EHOSTDOWN 10065=EHOSTUNREACH 11001=ENOTFOUND 11002=EAI_AGAIN 11003=EAI_FAIL 11004=ENOTFOUND")
        .Split(' ').Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public static Saying? Named(string name) => Names.TryGetValue(name, out var saying) ? saying : null;

    public static Saying? Numbered(string number) => Numbers.TryGetValue(number, out var name) ? Named(name) : null;
}
