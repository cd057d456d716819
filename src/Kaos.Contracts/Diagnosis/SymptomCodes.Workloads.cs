namespace Kaos.Contracts.Diagnosis;

/// <content>Workloads that stand still without a container that fails.</content>
public static partial class SymptomCodes
{
    /// <summary>An init container runs for longer than any start should take.</summary>
    public const string InitStuck = "init-stuck";

    /// <summary>A roll-out has exceeded its deadline.</summary>
    public const string RolloutStuck = "rollout-stuck";

    /// <summary>An object is being deleted for long and does not go.</summary>
    public const string StuckTerminating = "stuck-terminating";

    /// <summary>A Job's work is done, and the Job does not end.</summary>
    public const string JobStuck = "job-stuck";

    /// <summary>A CronJob does not run when its schedule says so.</summary>
    public const string CronJobNotRunning = "cron-job-not-running";

    /// <summary>An autoscaler cannot scale, or has reached its bound while load asks for more.</summary>
    public const string AutoscalerStuck = "autoscaler-stuck";

    /// <summary>A node is to be emptied, and a disruption budget never lets the last pods go.</summary>
    public const string DrainBlocked = "drain-blocked";
}
