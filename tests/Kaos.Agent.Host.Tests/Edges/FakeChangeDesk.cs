using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Tests.Edges;

/// <summary>Answers every wish with what it was told to answer.</summary>
internal sealed class FakeChangeDesk : IChangeDesk
{
    public Wished Answer { get; set; } = new Wished.Refused("KAOS does not do that.");

    public Task<Wished> CompleteAsync(Wish wish, Principal caller, CancellationToken cancellationToken) =>
        Task.FromResult(Answer);
}

/// <summary>Nothing was ever tried.</summary>
internal sealed class NoRecord : ITrackRecord
{
    public ValueTask<(double Worked, int Tried)> OfAsync(
        string workflowId, string incidentClass, CancellationToken cancellationToken) => new((0, 0));
}
