namespace Kaos.Diagnosis.Sayings;

/// <summary>
/// The words by which runtimes, servers and libraries report each fault of their own; the more exact ones first.
/// </summary>
internal static class FaultPhrases
{
    private static readonly PhraseTable<Fault> All = new(
        (Fault.HandlesExhausted,
        [
            "too many open files", "EMFILE", "ENFILE", "number of file watchers reached", "inotify instances",
            "inotify watches", "os error 24", "worker_connections are not enough", "unable to create native thread",
            "unable to create new native thread", "failed to create new OS thread", "can't start new thread",
            "can't create Thread", "fork: retry", "pthread_create failed", "thread: Resource temporarily unavailable",
            "fork failed: resource", "too many processes", "spawn EAGAIN", "pids limit",
        ]),
        (Fault.DiskFull,
        [
            "no space left on device", "ENOSPC", "disk quota exceeded", "EDQUOT", "not enough space on the disk",
            "os error 28", "Operating system error number 28", "flood stage disk watermark", "flood-stage watermark",
            "database space exceeded", "disk resource limit alarm", "free disk space*below", "The table*is full",
            "minimum free drive threshold", "DiskFull", "disk is full", "could not extend file",
            "insufficient disk space", "low-disk space", "low disk space condition", "not enough disk space",
            "JetStream out of resources", "storage is full", "insufficient storage resources", "insufficient resources",
        ]),
        (Fault.MemoryExhausted,
        [
            "OutOfMemoryError", "OutOfMemoryException", "out of memory", "OutOfMemory", "heap limit",
            "heap out of memory", "GC overhead limit", "MemoryError", "NoMemoryError", "memory allocation of*failed",
            "Allowed memory size of", "bad_alloc", "cannot allocate memory", "ENOMEM", "failed to allocate memory",
            "Allocation failed", "insufficient memory for", "os::commit_memory", "OOM command not allowed",
            "[parent] Data too large", "CircuitBreakingException", "eheap_alloc", "memory resource limit alarm",
            "os error 12", "Cannot allocate*bytes", "exceeded memory limit",
        ]),
        (Fault.LicenceExpired,
        [
            "license*expired", "licence*expired", "license is non-compliant", "license violation", "license limit",
            "invalid license", "license key is invalid", "not licensed", "unlicensed", "no valid license",
            "evaluation period has expired", "trial*has expired", "license validation failed", "license not found",
            "LicenseException",
        ]),
        (Fault.DataCorrupt,
        [
            "could not locate a valid checkpoint", "invalid page in block", "page verification failed",
            "could not read block", "page corruption", "marked as crashed", "Bad file format reading",
            "Short read or OOM loading", "WT_PANIC", "WT_TRY_SALVAGE", "corruption detected", "is malformed",
            "file is not a database", "snapshot file doesn't exist", "failed to find database snapshot", "crc mismatch",
            "checksum mismatch in", "checksum mismatch:", "CorruptIndex", "CorruptRecord", "Corrupted",
            "corrupt jarfile", "CorruptException", "Corruption:", "already freed", "block checksum mismatch",
            "is corrupt", "Input/output error", "EIO:", "os error 5)", "corruption in", "invalid checksum",
            "bad magic number", "wal: crc", "unexpected end of archive", "Structure needs cleaning",
            "index*is corrupted", "InvalidRecordException", "data corruption", "database corruption",
            "minimum record overhead",
        ]),
        (Fault.VersionMismatch,
        [
            "incompatible with server", "not compatible with this version", "Cannot upgrade server from",
            "invalid MySQL server upgrade", "cannot downgrade", "invalid downgrade",
            "Authentication plugin*cannot be loaded", "does not support authentication protocol",
            "featureCompatibilityVersion", "maximum wire version", "requires at least*wire version",
            "Can't handle RDB format", "is not Elasticsearch and we do not support", "UnsupportedVersion",
            "doesn't match stored clusterId", "InconsistentClusterId", "UnsupportedClassVersion", "class file version",
            "compiled by a more recent version", "install or update .NET", "framework*was not found",
            "no matches for kind", "could not find the requested resource", "GLIBC_", "GLIBCXX_", "requires*version >=",
            "unsupported version", "incompatible version", "please upgrade", "must be upgraded",
            "needs to be upgraded", "upgrade required", "version mismatch", "is not supported by this version",
            "feature flags required", "The engine \"node\" is incompatible", "requires a different Python",
            "unsupported engine", "unsupported file format", "Unsupported major.minor", "is incompatible with this",
        ]),
        (Fault.QuorumLost,
        [
            "quorum lost", "lost quorum", "no quorum", "not a quorum", "non-quorum", "obtain quorum", "quorum of nodes",
            "without quorum", "reach quorum", "have quorum", "has no leader", "alive brokers",
            "required replication factor", "master not discovered", "manager not discovered",
            "not discovered or elected", "cluster discovery failed", "discovery failed*member",
            "member count is unequal", "NotEnoughReplicas", "below required minimum", "not in the peer list",
            "ZooKeeperServer not running", "running_partitioned_network", "inconsistent_database",
            "timeout_waiting_for_tables", "waiting for Mnesia tables",
            "does not have a valid entry for the current node", "no-good-slave", "NOGOODSLAVE", "reach primary view",
            "not be safe to bootstrap", "WSREP has not yet prepared", "non-primary view", "majority of members",
            "demoting self", "drives come online", "Insufficient number of drives", "split brain", "split-brain",
            "DownAll", "network partition", "partitioned network", "lost contact with", "not enough peers",
            "no known leader", "replica set has no primary", "heartbeat timeout reached, starting election",
            "insufficient members",
        ]),
        (Fault.LockHeld,
        [
            "deadlock detected", "Deadlock found", "was deadlocked", "all goroutines are asleep", "lock timeout",
            "Lock wait timeout", "could not serialize access", "statement timeout", "ORA-00060", "ORA-00054",
            "database is locked", "database table is locked", "SQLITE_BUSY", "LockException", "change log lock",
            "table lock", "advisory lock", "acquiring the state lock", "already held by process",
            "another operation (install/upgrade/rollback)", "lock DB directory", "could not obtain lock",
            "Unable to obtain*lock", "index.lock", "lock file*already exists", "LockTimeout", "locking protocol",
            "while locking", "exclusive lock on", "unable to lock", "cannot lock",
            "LockObtainFailed", "Lock held by", "resource busy", "postmaster.pid\" already exists",
            "is already locked", "lock request time out",
        ]),
        (Fault.SchemaMismatch,
        [
            "relation*does not exist", "column*does not exist", "database \"*\" does not exist", "UndefinedColumn",
            "UndefinedTable", "undefined_table", "undefined_column", "schema*does not exist", "Table*doesn't exist",
            "Unknown column", "Unknown database", "no such table", "no such column", "Invalid object name",
            "Invalid column name", "Cannot open database*requested by the login", "ORA-00942", "ORA-00904",
            "Schema-validation", "FlywayValidate", "FlywayMigrate", "Migrations have failed", "Migration*failed",
            "MigrationFailed", "changesets check sum", "ValidationFailedException", "Dirty database version",
            "Can't locate revision", "InconsistentMigrationHistory", "PendingMigration", "Migrations are pending",
            "unapplied migration", "could not find your database", "P3009", "P3018", "P3005", "P2021", "P2022",
            "does not exist in the current database", "index_not_found", "no such index", "Document failed validation",
            "unconfigured table", "UnknownTopicOrPartition", "UNKNOWN_TOPIC_OR_PARTITION", "does not host this topic",
            "NOT_FOUND - no", "undefined function", "function*does not exist", "type*does not exist", "schema mismatch",
            "pending migrations", "Unknown collection", "NamespaceNotFound", "NoSuchBucket", "bucket does not exist",
            "inequivalent arg", "incompatible schema", "strict_dynamic_mapping", "mapper_parsing_exception",
        ]),
        (Fault.OverBound,
        [
            "RecordTooLarge", "MESSAGE_TOO_LARGE", "message larger than max", "too large body",
            "Packet for query is too large", "max_allowed_packet", "entity too large", "PayloadTooLarge",
            "maximum payload exceeded", "Slow Consumer", "larger than configured max size", "BufferExhausted",
            "configured max blocking time", "RejectedExecution", "rejected execution", "request is too large",
            "mem buf overlimit", "queue is full", "queue full", "buffer is full", "buffer overflow", "status code 413",
            "413 Request Entity", "413 Payload", "BufferOverflowError", "MessageSizeTooLarge", "message too large",
            "exceeds the limit", "string or blob too big", "value too long for type", "Data too long for column",
            "maximum message size", "max poll interval", "max.poll.interval", "too many unacked", "backpressure limit",
        ]),
        (Fault.CodeMissing,
        [
            "No module named", "ModuleNotFound", "cannot import name", "Could not import module", "ImportError",
            "cannot open shared object file", "error while loading shared libraries", "Error loading shared library",
            "Cannot find module", "Cannot find package", "ERR_MODULE_NOT_FOUND", "ClassNotFoundException",
            "NoClassDefFound", "find or load main class", "NoSuchMethodError", "NoSuchFieldError",
            "Unable to access jarfile", "no main manifest attribute", "UnsatisfiedLink",
            "Could not load file or assembly", "DllNotFound", "Unable to load shared library",
            "application to execute does not exist", "GemNotFound", "in locally installed gems",
            "in any of the sources", "cannot load such file", "LoadError", "Class \"*\" not found",
            "could not find driver", "symbol lookup error", "undefined symbol", "symbol not found", "in @INC",
            "is not available)", "dlopen()", "Class '*' not found", "No suitable driver", "plugin*not found",
            "package*is not in", "could not load library", "Library not loaded", "executable file not found",
        ]),
        (Fault.ArgumentsInvalid,
        [
            "flag provided but not defined", "unknown flag", "unknown command", "unknown shorthand flag",
            "unknown long flag", "unknown short flag", "unrecognized arguments", "arguments are required",
            "No such option", "Missing option", "unexpected argument", "required arguments were not provided",
            "Unrecognized VM option", "Could not create the Java Virtual Machine", "Invalid maximum heap size",
            "Invalid initial heap size", "bad option", "Unknown argument", "invalid option", "unrecognized option '-",
            "unrecognized option: -", "unknown option", "Unrecognized command or argument", "invalid argument*for*flag",
            "unexpected option", "Missing argument", "illegal option", "flag needs an argument",
            "option requires an argument", "invalid value*for*flag", "invalid value for flag", "Found argument",
            "Invalid command line", "unknown subcommand", "required flag(s)", "invalid choice", "expected one argument",
        ]),
        (Fault.ConfigInvalid,
        [
            "yaml: line", "yaml: unmarshal", "YAML to JSON", "mapping values are not allowed", "did not find expected",
            "cannot unmarshal", "looking for beginning of", "after object key", "after top-level value", "toml: line",
            "TOML parse error", "TOMLDecodeError", "parsing YAML", "Loading configuration file failed",
            "ScannerException", "ParserException", "ScannerError", "ParserError", "while scanning", "while parsing a",
            "Failed to bind properties", "ConfigException", "ConfigValidationException",
            "is required but it could not be found", "JSONDecodeError", "MissingSectionHeader", "ParsingError",
            "Unexpected token*JSON", "property value in JSON", "Unexpected end of JSON", "Failed to load configuration",
            "Could not parse the JSON", "JsonReaderException", "JsonParseException", "JsonException", "missing field `",
            "unknown field `", "unknown variant `", "Psych::SyntaxError", "unknown directive", "[emerg] unexpected",
            "number of arguments in*directive", "directive is not allowed", "directive is duplicate",
            "duplicate*server name", "config : parsing", "errors found in configuration",
            "error initializing configuration", "FATAL CONFIG FILE ERROR", "configuration file*contains errors",
            "unrecognized configuration parameter", "unknown variable", "Unrecognized option:", "unknown setting",
            "Error preparing configuration", "Error during parsing", "tried to instance a plugin", "config error",
            "ConfigError", "config is invalid", "no applicable action for", "field not found, node",
            "Configuration error", "failed to get config", "cannot unmarshal the configuration", "Syntax error on line",
            "Invalid command '", "PHP Parse error", "invalid configuration", "configuration is invalid",
            "error parsing config", "failed to parse", "error parsing", "could not parse", "unable to parse",
            "parse error", "error loading config", "failed to load config", "ImproperlyConfigured",
            "BeanDefinitionStore", "has invalid keys", "not found in type", "SAXParseException",
            "Invalid value for configuration", "must be one of", "invalid port", "not a valid",
            "Could not resolve placeholder", "unsupported scheme", "Error reading the configuration",
            "bad configuration", "Bad directive", "misconfigured", "invalid DSN", "UnsatisfiedDependency",
            "NumberFormatException", "missing protocol scheme", "invalid connection string", "Keyword not supported",
            "suitable driver class", "loop detected", "cycle detected", "circular dependency",
            "Format of the initialization string", "ValidationError",
        ]),
        (Fault.FileDenied,
        [
            "permission denied", "EACCES", "EPERM", "read-only file system", "ReadOnlyFileSystem", "EROFS",
            "AccessDeniedException", "Access to the path", "Operation not permitted", "has invalid permissions",
            "has wrong ownership", "has group or world access", "not writable", "PermissionError", "os error 13",
            "os error 30",
            "failed to obtain node locks", "read-only directory", "UnauthorizedAccess", "could not change permissions",
            "insufficient permissions", "Unable to write", "cannot write to", "file access denied", "is not writeable",
        ]),
        (Fault.FileMissing,
        [
            "no such file or directory", "ENOENT", "NoSuchFile", "FileNotFound", "DirectoryNotFound",
            "Could not find a part of the path", "was not found and is not optional", "os error 2)",
            "Failed opening required", "file not found", "cannot find the file", "does not exist: /", "can't open file",
            "not a directory", "Could not find file", "unable to open file",
        ]),
        (Fault.Defect,
        [
            "panic:", "SIGSEGV", "segmentation fault", "segmentation violation", "nil pointer", "index out of range",
            "index out of bounds", "concurrent map", "fatal error:", "NullPointerException", "NullReference",
            "Object reference not set", "StackOverflow", "Stack overflow", "call stack size exceeded",
            "maximum recursion depth", "AttributeError", "TypeError", "AssertionError", "ReferenceError",
            "UnhandledPromiseRejection", "unhandled exception", "unhandled promise rejection", "uncaught exception",
            "Uncaught", "panicked at", "undefined method", "NoMethodError", "MatchError", "FunctionClauseError",
            "Illegal instruction", "SIGILL", "Assertion*failed", "free(): invalid", "double free",
            "terminate called after throwing", "stack smashing", "WORKER TIMEOUT", "terminated by signal",
            "AccessViolation", "core dumped", "SIGABRT", "SIGBUS", "bus error", "ClassCastException",
            "IndexOutOfBounds", "ArgumentNullException", "InvalidCastException", "KeyError", "IndexError",
            "UnboundLocalError", "SyntaxError", "before initialization", "NameError", "ZeroDivisionError",
            "ArithmeticException", "IllegalStateException", "ConcurrentModification", "divide by zero", "malloc():",
            "corrupted size", "core dump", "Fatal Python error", "unrecognized selector", "ArgumentOutOfRange",
            "InvalidOperationException", "assertion failed",
        ]));

    /// <param name="text">An entry of a log.</param>
    /// <param name="detail">What the lines below it say.</param>
    public static Fault? Of(string text, string detail = "")
    {
        var whole = detail.Length == 0 ? text : $"{text} {detail}";
        return Alone(text) is { } fault && (IsExact(fault) || detail.Length == 0) ? fault
            : Alone(whole) ?? (IsFree(whole) ? Inference.Of(text)?.Fault ?? Inference.Of(whole)?.Fault : null);
    }

    /// <summary>By its phrases alone.</summary>
    public static Fault? Find(string text) => All.Find(text);

    /// <summary>Whether it says more than that something is slow, away or not allowed.</summary>
    public static bool IsExact(string text) => IsExact(All.Find(text));

    // No phrase of either table is in it.
    private static bool IsFree(string text) => !Noise.Is(text) && TroublePhrases.Find(text) is null;

    private static Fault? Alone(string text) => Noise.Is(text) ? null
        : Clocks.RunApart(text) ? Fault.ClockApart
        : All.Find(text) is var found && !IsExact(found) && MissingVariable.In(text) is not null
            ? Unless(Inference.IsConsoled(text), Fault.VariableMissing)
        : Unless(
            found is Fault.FileMissing or Fault.FileDenied or Fault.ConfigInvalid && Inference.IsConsoled(text), found);

    private static Fault? Unless(bool isHarmless, Fault? fault) => isHarmless ? null : fault;

    private static bool IsExact(Fault? fault) => fault is not (null or Fault.FileMissing or Fault.FileDenied
        or Fault.ConfigInvalid or Fault.VariableMissing or Fault.Defect);
}
