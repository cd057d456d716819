namespace Kaos.Agent.Grains.Workflows;

/// <summary>How a workflow has done before.</summary>
public interface ITrackRecord
{
    /// <summary>Uses that ended verified and did not recur, and all uses that ended, for that incident class.</summary>
    ValueTask<(int Worked, int Tried)> OfAsync(string workflowId, string incidentClass, CancellationToken cancellationToken);
}
