using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Kubelet;

internal enum ContainerPhase
{
    Waiting,
    Running,
    Terminated,
}

internal sealed class ContainerRuntime(string name)
{
    public string Name { get; } = name;

    public ContainerPhase Phase { get; set; } = ContainerPhase.Waiting;

    public string WaitingReason { get; set; } = "ContainerCreating";

    public string WaitingMessage { get; set; } = "";

    public List<ContainerRun> Runs { get; } = [];

    public bool Ready { get; set; }

    public int Restarts { get; set; }

    public int Crashes { get; set; }

    public int PullAttempts { get; set; }

    public ContainerRun? Last => Runs.Count > 0 ? Runs[^1] : null;

    // The life whose end lastState tells of: the one before the running one, or the last when none runs.
    public ContainerRun? Previous => Phase == ContainerPhase.Running || Phase == ContainerPhase.Terminated
        ? Runs.Count > 1 ? Runs[^2] : null
        : Last;
}

// What the kubelet knows of one pod. Kept after the pod is gone: its metrics and past stay readable.
internal sealed class PodRuntime(ObjectKey key, string uid, string workload, Behaviour behaviour, int ordinal)
{
    public ObjectKey Key { get; } = key;

    public string Uid { get; } = uid;

    public string Workload { get; } = workload;

    public Behaviour Behaviour { get; } = behaviour;

    public int Ordinal { get; } = ordinal;

    public string Node { get; set; } = "";

    public string Ip { get; set; } = "";

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset? Bound { get; set; }

    public DateTimeOffset? Gone { get; set; }

    public bool Ending { get; set; }

    public List<ContainerRuntime> Containers { get; } = [];

    public ContainerRuntime? Container(string name) => Containers.Find(container => container.Name == name);
}
