using System.Collections.Immutable;
using Kaos.Agent.Grains.Tests.Gate;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Workflows.Town;

/// <summary>
/// Every workflow of the catalog gets a whole plan where its cause is found, and every cause has its answer.
/// </summary>
public sealed class EveryWorkflowTests
{
    private static readonly ObjectRef Web = new("Deployment", "shop", "web", "app");
    private static readonly ObjectRef Bare = new("Deployment", "shop", "bare", "app");
    private static readonly ObjectRef Probed = new("Deployment", "shop", "probed", "app");
    private static readonly ObjectRef Idle = new("Deployment", "shop", "idle");
    private static readonly ObjectRef Pod = new("Pod", "shop", "web-2-a");
    private static readonly ObjectRef NodeOne = new("Node", null, "node-1");
    private static readonly ObjectRef Nightly = new("CronJob", "shop", "nightly");
    private static readonly ObjectRef Run = new("Job", "shop", "nightly-1");

    private static readonly ImmutableArray<Case> Cases =
    [
        new("add-replicas", TownBench.Finding(CauseCodes.CpuThrottled, Bare), "scale"),
        new("add-startup-probe", TownBench.Finding(CauseCodes.ProbeSlowStart, Probed), "set-probe"),
        new("cordon-node", TownBench.Finding(CauseCodes.SandboxFailed, NodeOne), "cordon"),
        new("delete-blocking-job", TownBench.Finding(CauseCodes.CronJobBlocked, Run), "delete"),
        new("drain-node", TownBench.Finding(CauseCodes.NodeNotReady, NodeOne), "cordon", "evict"),
        new("evict-pod", TownBench.Finding(CauseCodes.SandboxFailed, NodeOne, symptom: Pod), "evict"),
        new("extend-probe-timeout", TownBench.Finding(CauseCodes.ProbeTimeout, Probed), "set-probe"),
        new("fix-cron-deadline", TownBench.Finding(CauseCodes.CronJobDeadlineInvalid, Nightly), "apply"),
        new("fix-cron-time-zone", TownBench.Finding(CauseCodes.CronJobTimeZoneUnknown, Nightly), "apply"),
        new(
            "fix-probe-port", TownBench.Finding(CauseCodes.ProbePort, Probed, facts: [("probe", "liveness")]),
            "set-probe"),
        new("fix-probe-scheme", TownBench.Finding(CauseCodes.ProbeScheme, Probed), "set-probe"),
        new("fix-service-port", TownBench.Finding(
            CauseCodes.ServiceSelector, new("Service", "shop", "port-svc"), facts: [("targetPort", "9999")]),
            "set-target-port"),
        new("fix-service-selector", TownBench.Finding(
            CauseCodes.ServiceSelector, new("Service", "shop", "web-svc"), facts: [("workload", "Deployment/web")]),
            "set-selector"),
        new("grow-filling-volume", TownBench.Finding(
            CauseCodes.VolumeFilling, new("PersistentVolumeClaim", "shop", "data"), facts: [("expandable", "standard")]),
            "expand-volume-claim"),
        new(
            "grow-volume", TownBench.Finding(CauseCodes.DiskFull, new("PersistentVolumeClaim", "shop", "data")),
            "expand-volume-claim"),
        new("lower-cpu-request", TownBench.Finding(
            CauseCodes.UnschedulableResources, Web, facts: [("resource", "cpu")]), "patch-resources"),
        new("lower-memory-request", TownBench.Finding(
            CauseCodes.UnschedulableResources, Web, facts: [("resource", "memory")]), "patch-resources"),
        new("raise-autoscaler-maximum", TownBench.Finding(
            CauseCodes.HpaAtMax, new("HorizontalPodAutoscaler", "shop", "web-hpa")), "patch-autoscaler"),
        new("raise-cpu-limit", TownBench.Finding(CauseCodes.CpuThrottled, Web), "patch-resources"),
        new("raise-memory-by-half", TownBench.Finding(CauseCodes.OomLimit, Web), "patch-resources"),
        new("relax-disruption-budget", TownBench.Finding(
            CauseCodes.PdbBlocksDrain, new("PodDisruptionBudget", "shop", "web-pdb")), "apply"),
        new("relax-probe", TownBench.Finding(CauseCodes.ProbeFailing, Probed), "set-probe"),
        new("remove-taint", TownBench.Finding(CauseCodes.UnschedulableTaint, NodeOne), "untaint"),
        new("restart-and-patch-memory", TownBench.Finding(
            CauseCodes.OomLimit, Web, facts: [("container", "app"), ("limit", "512Mi"), ("peak", "623Mi"), ("suggestedLimit", "768Mi")]),
            "patch-resources"),
        new("replace-stale-pod", TownBench.Finding(
            CauseCodes.CrashLoop, new("StatefulSet", "shop", "db"), symptom: Pod, facts: [("staleRevision", "db-1")]),
            "restart-pod"),
        new("restart-pod", TownBench.Finding(CauseCodes.ProbeFailing, Web, symptom: Pod), "restart-pod"),
        new("restart-provisioner", TownBench.Finding(CauseCodes.ProvisionerDown, Web), "rollout-restart"),
        new("restart-rollout", TownBench.Finding(CauseCodes.ProbeFailing, Web), "rollout-restart"),
        new(
            "resume-rollout", TownBench.Finding(CauseCodes.RolloutStalled, new("Deployment", "shop", "held")),
            "resume"),
        new("rollback-config", TownBench.Finding(
            CauseCodes.ConfigChange, new("ConfigMap", "shop", "web-config"), facts:
            [
                ("configMap", "ConfigMap/web-config"), ("workload", "Deployment/web"),
                ("changedAt", "2026-11-20T03:14:00Z"), ("previousRevision", "v42"),
            ]), "restore-configmap", "rollout-restart"),
        new("rollback-node-drain", TownBench.Finding(
            CauseCodes.UnschedulableCordon, Web, root: new("Node", null, "node-3"), facts: [("node", "node-3")]),
            "uncordon"),
        new("rollback-revision", TownBench.Finding(CauseCodes.ImagePullMissing, Web), "rollback-revision"),
        new("scale-statefulset", TownBench.Finding(
            CauseCodes.UpstreamScaledDown, new("StatefulSet", "shop", "db"), facts:
            [("scaledDown", "StatefulSet/db"), ("replicas", "1"), ("wantedReplicas", "3")]), "scale"),
        new("scale-up-provisioner", TownBench.Finding(CauseCodes.ProvisionerDown, Idle), "scale"),
        new("scale-up-upstream", TownBench.Finding(CauseCodes.UpstreamUnavailable, Idle), "scale"),
        new("state-requests", TownBench.Finding(CauseCodes.HpaRequestMissing, Bare), "patch-resources"),
        new("state-requests-and-limits", TownBench.Finding(CauseCodes.QuotaMustSpecify, Bare), "patch-resources"),
        new("suspend-cron-job", TownBench.Finding(
            CauseCodes.JobFailed, Nightly, root: Run, facts: [("failedRuns", "3")]), "suspend"),
        new("suspend-job", TownBench.Finding(CauseCodes.NoisyNeighbour, Run), "suspend"),
    ];

    /// <summary>Causes that no write of KAOS mends safely, and why: a person gets everything that was found.</summary>
    private static readonly ImmutableSortedDictionary<string, string> HandedOver = ReadHandedOver();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ids => [.. WorkflowCatalog.Load(null).All.Select(workflow => workflow.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Workflow_WhereItsCauseIsFound_GetsAWholePlan(string id)
    {
        var @case = Cases.Single(one => one.Workflow == id);
        await using var bench = await TownBench.OpenAsync(Token);

        var offer = await bench.Planner.OfferAsync("shop", "practice", @case.Finding, Token);

        var plan = offer.Plans.SingleOrDefault(one => one.WorkflowId == id);
        plan.ShouldNotBeNull(string.Join("; ", offer.NotOffered.Where(left => left.What == id)));
        plan.Steps.Select(step => step.Action).ShouldBe(@case.Actions);
        plan.Diff.ShouldNotBeEmpty();
        plan.Summary.ShouldNotContain("{");
        plan.Verification.Checks.ShouldContain(check => check.Required);
        var judgement = await bench.Gate.JudgeAsync(plan, new([Gate.Samples.Alice]), Token);
        judgement.Effect.ShouldBe(
            Effect.Allow, string.Join("; ", judgement.Verdicts.Where(verdict => verdict.Effect != Effect.Allow)));
        bench.Api.Writes.ShouldBeEmpty();
    }

    // A new cause gets a workflow, or a row in docs/workflows.md that says why a person has to mend it.
    [Fact]
    public void Causes_EachHasAWorkflowOrAReasonWhyNot()
    {
        var catalog = WorkflowCatalog.Load(null);
        var codes = Codes();

        codes.Where(code => !catalog.For(code).Any() && !HandedOver.ContainsKey(code)).ShouldBeEmpty();
        HandedOver.Keys.Where(code => catalog.For(code).Any()).ShouldBeEmpty("These have a workflow by now.");
        HandedOver.Keys.Except(codes).ShouldBeEmpty("These are no causes any more.");
        catalog.All.SelectMany(workflow => workflow.Causes).Except(codes)
            .ShouldBeEmpty("Workflows name causes that are none.");
    }

    private static ImmutableArray<string> Codes() => [.. typeof(CauseCodes).GetFields()
        .Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal)];

    // docs/workflows.md, the table under "Handed over".
    private static ImmutableSortedDictionary<string, string> ReadHandedOver() => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Workflows", "workflows.md"))
        .SkipWhile(line => !line.StartsWith("## Handed over", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToImmutableSortedDictionary(cells => cells[1].Trim('`'), cells => cells[2], StringComparer.Ordinal);

    private sealed record Case(string Workflow, Finding Finding, params ImmutableArray<string> Actions);
}
