using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Plans;

/// <summary>How one workload stood at one moment, by its own pods alone.</summary>
/// <param name="Wanted">Replicas that are asked for.</param>
/// <param name="Ready">Pods that are ready.</param>
/// <param name="Ill">Pods with a container that crashes, was killed for memory, or cannot start.</param>
public sealed record WorkloadHealth(ObjectRef Object, int Wanted, int Ready, int Ill);
