using Kaos.PracticeCluster.Simulation;

namespace Kaos.PracticeCluster.Kubelet;

// The scenario's behaviours by workload, and which mode each calls for now.
internal sealed class BehaviourBook(World world, IEnumerable<Behaviour> behaviours)
{
    private readonly Dictionary<string, Behaviour> _byWorkload = behaviours.ToDictionary(one => one.Workload,
        StringComparer.Ordinal);

    public Behaviour For(string workload)
    {
        if (!_byWorkload.TryGetValue(workload, out var behaviour))
        {
            behaviour = Behaviour.Ordinary(workload);
            _byWorkload[workload] = behaviour;
        }

        return behaviour;
    }

    public Mode Wanted(Behaviour behaviour) =>
        behaviour.Modes.First(mode => mode.When.All(condition => Circumstance.Holds(world, condition)));
}
