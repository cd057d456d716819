using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Tests.Configuration;

namespace Kaos.Kubernetes.Tests.Client;

public sealed class RateGateTests : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ManualTime time = new();

    [Fact]
    public async Task Wait_BurstUsedUp_HoldsTheNextUntilTimeHasPassed()
    {
        var gate = new RateGate(perSecond: 1, burst: 2, time);
        gate.WaitAsync(stop.Token).IsCompletedSuccessfully.ShouldBeTrue();
        gate.WaitAsync(stop.Token).IsCompletedSuccessfully.ShouldBeTrue();

        var third = gate.WaitAsync(stop.Token).AsTask();

        third.IsCompleted.ShouldBeFalse();
        time.Now += TimeSpan.FromSeconds(2);
        gate.WaitAsync(stop.Token).IsCompletedSuccessfully.ShouldBeTrue(
            "two seconds earn two requests, one of them the third");
        await StopAsync(third);
    }

    [Fact]
    public async Task HoldBack_AskedForQuiet_HoldsEverybody()
    {
        var gate = new RateGate(perSecond: 100, burst: 100, time);
        gate.HoldBack(TimeSpan.FromHours(1));

        var held = gate.WaitAsync(stop.Token).AsTask();

        held.IsCompleted.ShouldBeFalse();
        await StopAsync(held);
    }

    public void Dispose() => stop.Dispose();

    private async Task StopAsync(Task held)
    {
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => held);
    }
}
