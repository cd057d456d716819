using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Rules.Cpu;
using Kaos.Diagnosis.Rules.Memory;
using Kaos.Diagnosis.Rules.Quotas;
using Kaos.Diagnosis.Rules.Scheduling;
using Kaos.Diagnosis.Sayings;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Tests;

public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("512Mi", 623, "768Mi")]
    [InlineData("512Mi", 400, "768Mi")]
    [InlineData("512Mi", 512, "768Mi")]
    [InlineData("512Mi", 512.01, "640Mi")]
    [InlineData("512Mi", 533.3, "640Mi")]
    [InlineData("512Mi", 533.4, "704Mi")]
    [InlineData("1Gi", 1500, "1920Mi")]
    [InlineData("64Mi", 70, "128Mi")]
    [InlineData("512Mi", 853.3, "1Gi")]
    [InlineData("512Mi", 853.4, "1152Mi")]
    [InlineData("3Gi", 3413.3, "4Gi")]
    [InlineData("3Gi", 3413.4, "4352Mi")]
    [InlineData("512Mi", double.NaN, "768Mi")]
    [InlineData("512Mi", double.PositiveInfinity, "768Mi")]
    public void MemoryLimit_PeakMeasured_RoundsUpWithHeadroom(string limit, double peakMi, string suggested) =>
        MemoryLimit.Advise("app", Quantity.Parse(limit), peakMi * 1024 * 1024).Suggested.ShouldBe(suggested);

    [Fact]
    public void MemoryLimit_PeakMeasured_SaysWhyThatMuch() =>
        MemoryLimit.Advise("app", Quantity.Parse("512Mi"), 623 * 1024.0 * 1024).ShouldBe(new LimitAdvice(
            "memory", "app", "512Mi", "623Mi", "768Mi",
            "a fifth above the peak is 748Mi, rounded up to the next 64Mi"));

    [Fact]
    public void MemoryLimit_NothingMeasured_SaysThatItIsAGuess() =>
        MemoryLimit.Advise("app", Quantity.Parse("512Mi"), null).ShouldBe(new LimitAdvice(
            "memory", "app", "512Mi", null, "768Mi",
            "no use above the limit was measured, for the limit cuts it off; half as much again is 768Mi, rounded up to the next 64Mi"));

    [Theory]
    [InlineData("500m", "800m")]
    [InlineData("200m", "300m")]
    [InlineData("201m", "400m")]
    [InlineData("2", "3")]
    [InlineData("10m", "100m")]
    public void CpuLimit_ThatHoldsBack_IsRaisedByHalfUpToTheNextTenth(string limit, string suggested) =>
        CpuLimit.Advise("app", Quantity.Parse(limit)).Suggested.ShouldBe(suggested);

    [Fact]
    public void SchedulerMessage_SeveralReasons_IsSplitWithNumbers()
    {
        var message = SchedulerMessage.Parse(
            "0/5 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 1 node(s) were unschedulable, " +
            "3 Insufficient cpu. preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.")
                .ShouldNotBeNull();

        message.Nodes.ShouldBe(5);
        message.Reasons.Select(r => r.Nodes).ShouldBe([1, 1, 3]);
        message.Reasons[2].Reason.ShouldBe("Insufficient cpu");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("pod has unbound claims")]
    public void SchedulerMessage_OtherText_IsNone(string? text) => SchedulerMessage.Parse(text).ShouldBeNull();

    [Fact]
    public void QuotaMessage_Exceeded_KeepsTheNumbers()
    {
        var message = QuotaMessage.Parse(
            "pods \"a\" is forbidden: exceeded quota: team, requested: limits.memory=384Mi, used: limits.memory=1920Mi, limited: limits.memory=2Gi")
            .ShouldNotBeNull();

        (message.Quota, message.Requested, message.Used, message.Limited)
            .ShouldBe(("team", "limits.memory=384Mi", "limits.memory=1920Mi", "limits.memory=2Gi"));
    }

    [Theory]
    [InlineData("panic: DATABASE_URL is not set", "DATABASE_URL")]
    [InlineData("KeyError: 'API_TOKEN'", "API_TOKEN")]
    [InlineData("ERROR file not found", null)]
    [InlineData("using DATABASE_URL", null)]
    public void MissingVariable_InLine_IsNamed(string line, string? variable) =>
        MissingVariable.In(line).ShouldBe(variable);

    [Theory]
    [InlineData("app-confg", "app-config")]
    [InlineData("app-config-v2", "app-config")]
    [InlineData("zebra", null)]
    public void NearestName_OfConfigMaps_IsTheOneMeant(string wanted, string? nearest) =>
        NearestName.To(wanted, ["app-config", "other-thing"]).ShouldBe(nearest);

    [Fact]
    public void Confidence_OfMoreEvidence_GrowsAndNeverReachesCertainty()
    {
        var one = Confidence.Evidence([Confidence.Derived]);
        var three = Confidence.Evidence([Confidence.Stated, Confidence.Derived, Confidence.Aligned]);

        three.ShouldBeGreaterThan(one);
        Confidence.Of(Rests(three)).ShouldBeLessThan(1);
    }

    [Fact]
    public void Confidence_OfWeakOrContestedOrHalfReadGrounds_IsLower()
    {
        var evidence = Confidence.Evidence([Confidence.Derived]);
        var strong = Confidence.Of(Rests(Confidence.Evidence([Confidence.Stated, Confidence.Derived])));

        Confidence.Of(Rests(evidence)).ShouldBeLessThan(strong);
        Confidence.Of(Rests(evidence) with { SomethingUnread = true }).ShouldBeLessThan(Confidence.Of(Rests(evidence)));
        Confidence.Of(Rests(evidence) with { Rivals = 1 }).ShouldBeLessThan(Confidence.Of(Rests(evidence)));
    }

    private static Grounds Rests(double evidence) => new("a-cause", evidence, SomethingUnread: false, Rivals: 0);

    [Fact]
    public void MetricChoice_ManyNames_PicksByWhatTheySay()
    {
        string[] names =
        [
            "container_memory_working_set_bytes", "go_gc_duration_seconds", "http_request_duration_seconds_bucket",
            "http_request_duration_seconds:p99", "http_requests_total", "db_pool_active_connections",
            "db_pool_max_connections",
        ];

        MetricChoice.WorkingSet([.. names]).ShouldBe("container_memory_working_set_bytes");
        MetricChoice.Latency([.. names]).ShouldBe("http_request_duration_seconds:p99");
        MetricChoice.Requests([.. names]).ShouldBe("http_requests_total");
        MetricChoice.PoolActive([.. names]).ShouldBe("db_pool_active_connections");
        MetricChoice.PoolMost([.. names]).ShouldBe("db_pool_max_connections");
    }
}
