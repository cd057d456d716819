using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>
/// Every HTTP request that this process sends to one port, seen where they leave; watches and clock sightings left out.
/// </summary>
internal sealed class WireCalls : IDisposable
{
    private readonly ConcurrentQueue<string> seen = [];
    private readonly ActivityListener listener;

    public WireCalls(int port)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("server.port") is int to && to == port &&
                    activity.GetTagItem("url.full") is string url &&
                        !url.Contains("watch=", StringComparison.Ordinal) &&
                    !url.EndsWith("/version", StringComparison.Ordinal))
                {
                    seen.Enqueue(url);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyList<string> Urls => [.. seen];

    public void Clear() => seen.Clear();

    public void Dispose() => listener.Dispose();
}
