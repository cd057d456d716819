namespace Kaos.Diagnosis.Sayings;

/// <summary>What a program's own words say is wrong with itself, or with what it was given.</summary>
internal enum Fault
{
    /// <summary>The clock of its node, or that of whoever signed, runs apart.</summary>
    ClockApart,
    DiskFull,

    /// <summary>Files, sockets, watches, threads or processes: it may have no more.</summary>
    HandlesExhausted,

    /// <summary>The runtime's own bound, or the container's, leaves no memory to allocate.</summary>
    MemoryExhausted,
    LicenceExpired,

    /// <summary>What is stored cannot be read any more.</summary>
    DataCorrupt,

    /// <summary>Data, file format, protocol or runtime are of another version.</summary>
    VersionMismatch,

    /// <summary>Too few members see each other to decide anything.</summary>
    QuorumLost,

    /// <summary>A table, column, database, topic or migration is not as the program expects it.</summary>
    SchemaMismatch,

    /// <summary>Somebody else holds a lock for too long, or two wait for each other.</summary>
    LockHeld,

    /// <summary>A message, request or queue is over its bound.</summary>
    OverBound,

    /// <summary>A module, class, library or symbol is not in the image.</summary>
    CodeMissing,
    ArgumentsInvalid,
    VariableMissing,
    ConfigInvalid,

    /// <summary>It may not read or write a file, bind a port, or the file system is read-only.</summary>
    FileDenied,
    FileMissing,

    /// <summary>A defect of the program itself.</summary>
    Defect,
}
