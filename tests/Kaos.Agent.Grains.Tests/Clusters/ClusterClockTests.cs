using Kaos.Agent.Grains.Clusters;
using Kaos.Tests.Shared.Time;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class ClusterClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new();

    [Fact]
    public void Now_BeforeAnyAnswer_IsTheProcessTime() =>
        new ClusterClock(time).Now.ShouldBe(time.GetUtcNow());

    [Fact]
    public void Now_OfAClusterThatIsBehind_FollowsItAlsoWhenAskedBefore()
    {
        var clock = new ClusterClock(time);
        var before = clock.Now;

        clock.Observe(before.AddHours(-19), time.GetTimestamp());

        clock.Now.ShouldBe(before.AddHours(-19));
    }

    [Fact]
    public void Now_AfterOneAnswer_FollowsTheClusterAtSpeedOne()
    {
        var clock = new ClusterClock(time);
        clock.Observe(Start, time.GetTimestamp());

        time.Advance(TimeSpan.FromSeconds(10));

        clock.Now.ShouldBe(Start.AddSeconds(10), TimeSpan.FromSeconds(0.01));
        clock.IsMeasured.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(600)]
    public void Now_AfterTwoAnswers_RunsAtTheClustersSpeed(int speed)
    {
        var clock = new ClusterClock(time);
        Observe(clock, 0, speed);
        time.Advance(TimeSpan.FromSeconds(5));
        Observe(clock, 5, speed);

        time.Advance(TimeSpan.FromSeconds(10));

        clock.IsMeasured.ShouldBeTrue();
        clock.Now.ShouldBe(Start.AddSeconds(15.0 * speed), TimeSpan.FromSeconds(4));
        clock.Until(clock.Now.AddSeconds(60 * speed)).ShouldBe(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(12));
    }

    [Fact]
    public void Rate_OfARealCluster_IsExactlyOneDespiteCutSeconds()
    {
        var clock = new ClusterClock(time);
        for (var i = 0; i < 50; i++)
        {
            clock.Observe(Cut(Start + TimeSpan.FromSeconds(i * 0.7)), time.GetTimestamp());
            time.Advance(TimeSpan.FromSeconds(0.7));
        }

        clock.Rate.ShouldBe(1);
    }

    [Fact]
    public void Now_WhenTheClustersClockJumps_FollowsIt()
    {
        var clock = new ClusterClock(time);
        Observe(clock, 0, 1);
        time.Advance(TimeSpan.FromSeconds(5));
        Observe(clock, 5, 1);
        time.Advance(TimeSpan.FromSeconds(5));

        clock.Observe(Start.AddHours(-2), time.GetTimestamp());

        clock.Now.ShouldBe(Start.AddHours(-2), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Now_WhenAnAnswerIsSlightlyBehind_DoesNotGoBack()
    {
        var clock = new ClusterClock(time);
        Observe(clock, 0, 1);
        time.Advance(TimeSpan.FromSeconds(5.9));
        var before = clock.Now;

        clock.Observe(Start.AddSeconds(5), time.GetTimestamp());

        clock.Now.ShouldBeGreaterThanOrEqualTo(before);
    }

    private void Observe(ClusterClock clock, double seconds, int speed) =>
        clock.Observe(Cut(Start.AddSeconds(seconds * speed)), time.GetTimestamp());

    private static DateTimeOffset Cut(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
}
