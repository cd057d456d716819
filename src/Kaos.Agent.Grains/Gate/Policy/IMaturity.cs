using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>What KAOS may do for a class of incidents (design section 7).</summary>
public interface IMaturity
{
    Maturity LevelOf(string tenant, string cluster, string incidentClass);
}

/// <summary>As a fresh install is: propose everywhere, approve on practice clusters. Act is never reached from settings.</summary>
internal sealed class MaturityFromSettings(GateOptions options) : IMaturity
{
    public Maturity LevelOf(string tenant, string cluster, string incidentClass) =>
        options.PracticeClusters.Contains(cluster) ? Maturity.Approve : Maturity.Propose;
}
