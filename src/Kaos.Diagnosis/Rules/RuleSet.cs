using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Autoscaling;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Rules.Connections;
using Kaos.Diagnosis.Rules.ControlPlane;
using Kaos.Diagnosis.Rules.Cpu;
using Kaos.Diagnosis.Rules.Crashes;
using Kaos.Diagnosis.Rules.CronJobs;
using Kaos.Diagnosis.Rules.Disruption;
using Kaos.Diagnosis.Rules.Images;
using Kaos.Diagnosis.Rules.Jobs;
using Kaos.Diagnosis.Rules.Measured;
using Kaos.Diagnosis.Rules.Memory;
using Kaos.Diagnosis.Rules.Namespaces;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.Rules.Nodes;
using Kaos.Diagnosis.Rules.Operators;
using Kaos.Diagnosis.Rules.Probes;
using Kaos.Diagnosis.Rules.Quotas;
using Kaos.Diagnosis.Rules.Refusals;
using Kaos.Diagnosis.Rules.Rollouts;
using Kaos.Diagnosis.Rules.Scheduling;
using Kaos.Diagnosis.Rules.Starting;
using Kaos.Diagnosis.Rules.StatefulSets;
using Kaos.Diagnosis.Rules.Statements;
using Kaos.Diagnosis.Rules.Storage;
using Kaos.Diagnosis.Rules.Terminating;
using Kaos.Diagnosis.Rules.Upstream;
using Kaos.Diagnosis.Rules.Webhooks;

namespace Kaos.Diagnosis.Rules;

/// <summary>All rules, and how they are asked together.</summary>
internal static class RuleSet
{
    public static ImmutableArray<IRule> All { get; } =
    [
        new OomRule(),
        new CrashLoopRule(),
        new ImagePullRule(),
        new MissingReferenceRule(),
        new ContainerConfigRule(),
        new UnschedulableRule(),
        new VolumeZoneRule(),
        new SchedulerMissingRule(),
        new ControlPlaneRule(),
        new SandboxRule(),
        new InitRule(),
        new QuotaRule(),
        new RefusedRule(),
        new NodeNotReadyRule(),
        new ClaimRule(),
        new MountRule(),
        new ResizeRule(),
        new ReclaimRule(),
        new NodePressureRule(),
        new NodeProblemRule(),
        new RejectedRule(),
        new PodResizeRule(),
        new EphemeralLimitRule(),
        new NamespaceRule(),
        new ResourceRule(),
        new ProbeRule(),
        new ServiceRule(),
        new RouteRule(),
        new LoadBalancerRule(),
        new PodNetworkRule(),
        new WebhookRule(),
        new JobRule(),
        new JobTailRule(),
        new CronJobRule(),
        new AutoscalerRule(),
        new DrainBlockedRule(),
        new TerminatingRule(),
        new ReadinessGateRule(),
        new RolloutRule(),
        new DeniedRule(),
        new WorkersKilledRule(),
        new StrayPodsRule(),
        new SlowRule(),
        new ThrottleRule(),
        new MeasuredRule(),
    ];

    public static IEnumerable<Wish> Reads(Scene scene, Complaint complaint) =>
        For(complaint).SelectMany(r => r.Reads(scene, complaint));

    /// <summary>
    /// Explanations of one complaint; what is left over rides with the best of them where it must follow from it.
    /// </summary>
    public static ImmutableArray<Draft> Judge(Scene scene, Complaint complaint)
    {
        var drafts = For(complaint)
            .SelectMany(r => r.Judge(scene, complaint))
            .Select(d => Statement.Behind(scene, ClaimRule.Behind(scene, d)))
            .Select(d => GoverningService.Behind(scene, Preemption.Behind(scene, d)))
            .Select(d => TroubleRule.Behind(scene, ConfigFileRule.Behind(scene, ConfigChangeRule.Behind(scene, d))))
            .Select(d => SkewedNode.Behind(scene, FaultRule.Behind(scene, DevicePlugin.Behind(scene, d))))
            .Select(d => OrderedPods.Behind(scene, BadRollout.Behind(scene, d)))
            .Where(d => d.Cause != CauseCodes.Unknown)
            .Select(d => WellBefore.Tell(scene, ChangedBefore.Tell(scene, d)))
            .ToList();
        if (drafts.Count == 0)
        {
            return [];
        }

        var explained = drafts.SelectMany(d => d.Explains).ToHashSet();
        var consequences = complaint.Of(Following)
            .Where(s => !explained.Contains(s))
            .ToList();
        drafts[0] = drafts[0] with { Explains = [.. drafts[0].Explains, .. consequences] };
        return [.. drafts];
    }

    // What shows on a workload or its Service because something else is wrong with it.
    private static readonly string[] Following =
    [
        SymptomCodes.NoEndpoints, SymptomCodes.ReplicasMissing, SymptomCodes.NotReady, SymptomCodes.RolloutStuck,
        SymptomCodes.CronJobNotRunning, SymptomCodes.AutoscalerStuck,
    ];

    private static IEnumerable<IRule> For(Complaint complaint) =>
        All.Where(r => complaint.Symptoms.Any(s => r.Explains.Contains(s.Code)));
}
