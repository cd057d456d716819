using System.Threading.Channels;

namespace Kaos.Agent.Grains.Log;

/// <summary>
/// "Something is new": set by many, awaited by one; a pulse that nobody waits for is kept, two become one.
/// </summary>
public sealed class Pulse
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => channel.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        await channel.Reader.ReadAsync(cancellationToken);
}
