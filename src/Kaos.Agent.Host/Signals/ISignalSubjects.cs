using Kaos.Agent.Grains.Desk;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Host.Signals;

/// <summary>Finds the cluster, the tenant and the top owner of what a structured report names.</summary>
internal interface ISignalSubjects
{
    /// <param name="cluster">Null: the only one.</param>
    ValueTask<Result<SubjectPlace>> PlaceAsync(string? cluster, ObjectRef subject, CancellationToken cancellationToken);
}
