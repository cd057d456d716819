namespace Kaos.Contracts.Diagnosis;

/// <content>Workloads that rest, wait or promise more than they can keep.</content>
public static partial class RemarkCodes
{
    public const string AutoscalersShareTarget = "autoscalers-share-target";
    public const string BudgetNeverAllows = "disruption-budget-never-allows";
    public const string BudgetSelectsNothing = "disruption-budget-selects-nothing";
    public const string BudgetsOverlap = "disruption-budgets-overlap";
    public const string CronJobSuspended = "cron-job-suspended";
    public const string DaemonSetWithoutNode = "daemon-set-without-node";
    public const string DeploymentPaused = "deployment-paused";
    public const string GoverningServiceAbsent = "governing-service-absent";
    public const string JobSuspended = "job-suspended";
    public const string PodsGated = "pods-gated";
    public const string RolloutPartition = "roll-out-partition";
    public const string ScaledToZeroInUse = "scaled-to-zero-in-use";
}
