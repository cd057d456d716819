namespace Kaos.Agent.Grains.Workflows;

/// <summary>How a workflow has done before.</summary>
public interface ITrackRecord
{
    /// <summary>
    /// For that incident class: the effectiveness (0 to 1 each) of uses that ended verified and did not recur, added
    /// up, and the number of all uses that ended.
    /// </summary>
    ValueTask<(double Worked, int Tried)> OfAsync(
        string workflowId, string incidentClass, CancellationToken cancellationToken);
}
