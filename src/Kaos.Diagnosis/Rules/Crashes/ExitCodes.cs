namespace Kaos.Diagnosis.Rules.Crashes;

internal static class ExitCodes
{
    /// <summary>What an exit code usually means; null for one that only the program itself can explain.</summary>
    public static string? Meaning(int code) => code switch
    {
        0 => "the program ended successfully",
        1 => "the program reported a general error",
        2 => "the program panicked, or was called with wrong arguments",
        126 => "the command is not executable",
        127 => "the command was not found in the image",
        128 => "the container could not be started, or exited with an invalid code",
        130 => "interrupted (SIGINT)",
        129 => "its terminal hung up (SIGHUP)",
        131 => "asked to quit with a core dump (SIGQUIT)",
        132 => "illegal instruction (SIGILL): built for another processor, or a broken program",
        134 => "the program aborted itself (SIGABRT)",
        135 => "bad memory access (SIGBUS): often a full or vanished memory-mapped file",
        136 => "arithmetic error (SIGFPE)",
        137 => "killed (SIGKILL): out of memory, or it did not stop in time",
        139 => "invalid memory access (SIGSEGV)",
        141 => "it wrote into a closed pipe (SIGPIPE)",
        143 => "asked to stop (SIGTERM)",
        > 128 and < 160 => $"ended by signal {code - 128}",
        _ => null,
    };

    /// <summary>
    /// A signal that a program brings on itself, by what it does: nothing outside it has to be sought.
    /// </summary>
    public static bool IsOwnFault(int code) => code is 132 or 134 or 135 or 136 or 139;
}
