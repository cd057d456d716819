using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Desk;

/// <summary>What people call trouble. Pure.</summary>
internal static class IntakeSymptoms
{
    // In this order: the more exact word decides ("crashing with OOM" is about memory).
    private static readonly (string Code, string[] Phrases)[] Table =
    [
        (SymptomCodes.OomKilled,
            ["oom", "oomkilled", "oom-killed", "oomkill", "out of memory", "memory limit", "killed for memory"]),
        (SymptomCodes.ImagePull,
            ["imagepullbackoff", "errimagepull", "image pull", "pull the image", "pulling the image", "pull image"]),
        (SymptomCodes.CrashLoop, ["crashloopbackoff", "crashloop", "crash loop", "crash", "crashes", "crashing",
            "crashed", "restarting", "restarts", "keeps restarting", "dying", "dies"]),
        (SymptomCodes.Latency, ["sluggish", "slow", "slowly", "slower", "slowness", "latency", "lag", "lags", "lagging",
            "laggy", "timeout", "timeouts", "timing out", "time out", "times out", "timed out", "takes forever", "p99",
            "p95", "hangs", "hanging"]),
        (SymptomCodes.Errors, ["error", "errors", "500s", "5xx", "500", "502", "503", "504", "failing requests",
            "exceptions", "error rate", "404", "404s", "401", "4xx"]),
        (SymptomCodes.Pending,
            ["pending", "unschedulable", "not scheduled", "won't schedule", "cannot be scheduled", "stuck in pending",
                "won't bind", "wont bind", "not bound", "unbound", "doesn't bind"]),
        (SymptomCodes.NoEndpoints, ["no endpoints", "no endpoint", "without endpoints"]),
        (SymptomCodes.ConfigError, ["createcontainerconfigerror", "config error"]),
        (SymptomCodes.JobFailed, ["job failed", "job fails", "job is failing", "failed job"]),
        (SymptomCodes.ReplicasMissing,
            ["missing replicas", "replicas missing", "not enough replicas", "too few replicas", "too few pods"]),
        (SymptomCodes.NotReady, ["not ready", "notready", "unready", "unhealthy", "down", "unavailable",
            "not available", "unreachable", "not responding", "doesn't respond", "does not respond", "offline"]),
    ];

    // Trouble without saying which.
    private static readonly string[] Vague =
    [
        "wrong", "broken", "alert", "alerts", "alerting", "firing", "problem", "problems", "issue", "issues", "fail",
        "fails", "failing",
        "failed", "failure", "failures", "stuck", "complain", "complaining", "complaints", "degraded", "outage",
        "incident", "trouble",
        "going on", "investigate", "diagnose", "not working", "doesn't work", "does not work", "isn't working",
        "acting up", "misbehaving",
        "look into", "triage", "fix", "repair", "debug", "troubleshoot", "what happened", "bad", "weird", "flaky",
        "unstable", "is off", "seems off", "strange", "odd", "funny", "stalled", "not coming up", "doesn't come up",
        "won't come up", "won't start", "doesn't start", "not starting", "suffering", "freezes", "frozen", "why is",
        "why are", "why does",
        "why do",
    ];

    /// <summary>The symptom that the words speak of, or null.</summary>
    public static string? Of(IReadOnlyList<string> words)
    {
        var text = Phrases.Flat(words);
        foreach (var (code, phrases) in Table)
        {
            if (Phrases.AnyIsIn(text, phrases))
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>Is something said to be wrong at all?</summary>
    public static bool IsTrouble(IReadOnlyList<string> words) =>
        Of(words) is not null || Phrases.AnyIsIn(Phrases.Flat(words), Vague);

    /// <summary>Is it something that a user of the front feels, rather than a state of pods?</summary>
    public static bool IsFeltByUsers(string? symptom) => symptom is SymptomCodes.Latency or SymptomCodes.Errors;

    /// <summary>Words that describe trouble and so do not name a workload.</summary>
    public static bool Describes(string word) =>
        Table.Any(row => row.Phrases.Contains(word)) || Vague.Contains(word);
}
