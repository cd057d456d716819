namespace Kaos.Agent.Grains.Engine;

/// <summary>Reading a grain's state for those who follow the log.</summary>
public static class GrainReading
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The state with the event <paramref name="seq"/> in it: an event is in the log a moment before its grain stands
    /// where the event has brought it.
    /// </summary>
    public static async Task<TState> StateAsync<TState>(
        this IGrains grains, GrainId id, long seq, TimeProvider time, CancellationToken cancellationToken)
        where TState : class
    {
        while (true)
        {
            var standing = await grains.StateAsync<TState>(id, cancellationToken);
            if (standing.Version >= seq)
            {
                return standing.State;
            }

            await Task.Delay(Moment, time, cancellationToken);
        }
    }
}
