using Kaos.Diagnosis.Sayings;

namespace Kaos.Diagnosis.Rules.Crashes;

/// <summary>What a fault means for whoever has to mend it.</summary>
internal static class FaultMeaning
{
    /// <summary>Its name among a finding's facts, and a sentence without its full stop.</summary>
    public static (string Name, string Meaning)? Of(Fault fault) => fault switch
    {
        Fault.HandlesExhausted => ("handles-exhausted",
            "It may open no more files, sockets, watches or threads: look for a leak, then at the limits of the process and the node"),
        Fault.MemoryExhausted => ("memory-exhausted",
            "It ran out of memory inside its own bound, not the kubelet's: compare the runtime's limit with the container's"),
        Fault.LicenceExpired =>
            ("licence-expired", "Its licence does not allow it to run; no change in the cluster mends that"),
        Fault.DataCorrupt => ("data-corrupt",
            "What it stored cannot be read any more: keep a copy of the volume before anything tries to repair it"),
        Fault.VersionMismatch => ("version-mismatch",
            "Its version does not fit its data, its runtime or its peer: compare with the version that ran before"),
        Fault.QuorumLost => ("quorum-lost",
            "Too few members of its group see each other to decide: bring back the missing ones before touching this one"),
        Fault.SchemaMismatch => ("schema-mismatch",
            "Tables, columns, topics or migrations are not as it expects them: see which migration ran last, and which did not"),
        Fault.LockHeld =>
            ("lock-held", "Somebody else holds a lock that it needs: find who, before it is started again"),
        Fault.OverBound => ("over-bound", "A message, request or queue is larger than somebody allows"),
        Fault.CodeMissing => ("code-missing",
            "A module, class or library is not in the image: the image was built wrong, or is started wrong"),
        Fault.ArgumentsInvalid => ("arguments-invalid",
            "It does not know an argument that it is given: compare command and args with what this version takes"),
        Fault.ConfigInvalid => ("config-invalid", "It does not accept its configuration"),
        Fault.VariableMissing => ("variable-missing", "An environment variable that it needs is not set"),
        Fault.FileDenied => ("file-denied",
            "It may not read or write there: see the user it runs as, fsGroup, and whether the file system is read-only"),
        Fault.FileMissing =>
            ("file-missing", "A file that it needs is not there: see the mounts, and what the image brings along"),
        Fault.Defect => ("defect", "It fails inside its own code: compare with the version that ran before"),

        // Told as causes of their own.
        _ => null,
    };
}
