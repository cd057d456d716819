namespace Kaos.Agent.Grains.Workflows;

/// <summary>How a workflow has done before.</summary>
public interface ITrackRecord
{
    /// <summary>Uses that ended verified and did not recur, and all uses that ended, for that incident class.</summary>
    (int Worked, int Tried) Of(string workflowId, string incidentClass);
}

/// <summary>No record is kept: every workflow stands on its prior.</summary>
public sealed class NoTrackRecord : ITrackRecord
{
    public (int Worked, int Tried) Of(string workflowId, string incidentClass) => (0, 0);
}
