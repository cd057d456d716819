using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate;

/// <summary>
/// Where the gate gets its clients from. Internal on purpose: nothing outside this folder can ask for a writer.
/// </summary>
internal interface IClusterWriters
{
    /// <summary>Null when there is no cluster of that name.</summary>
    IKubernetesWriter? For(string cluster);

    /// <summary>
    /// Reads past every cache: what a write is compared with. Null when there is no cluster of that name.
    /// </summary>
    IKubernetesReader? ReaderFor(string cluster);
}
