using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// A driver's pen: reports with its epoch, and stops the driver when a newer one, or the end, has fenced it off.
/// </summary>
internal sealed class SessionLog(IGrains grains, string sessionId, long epoch)
{
    public static readonly Principal Driver = Principal.System("driver");

    private readonly GrainId id = SessionKind.IdOf(sessionId);
    private long reports;

    public string SessionId => sessionId;

    public long Epoch => epoch;

    public async ValueTask<SessionState> StateAsync(CancellationToken cancellationToken) =>
        (await grains.StateAsync<SessionState>(id, cancellationToken)).State;

    /// <summary>Durable when it returns; what the log holds already is not written again.</summary>
    public async ValueTask ReportAsync(CancellationToken cancellationToken, params SessionEvent[] facts)
    {
        var command = new Report(epoch, [.. facts]);
        var answer = await grains.AskAsync(id, command, Driver, $"driver/{epoch}/{++reports}", cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            throw new FencedException(refusal.Message);
        }
    }

    public ValueTask TellAsync(string text, string key, CancellationToken cancellationToken) =>
        ReportAsync(cancellationToken, new Narrated(text, key));
}

/// <summary>This driver may record nothing more, and so may do nothing more.</summary>
internal sealed class FencedException(string message) : Exception(message);
