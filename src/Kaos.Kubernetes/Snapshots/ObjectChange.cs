using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>One object that came, went, or was replaced; at least one of the two is there.</summary>
public readonly record struct ObjectChange(IKubernetesObject? Before, IKubernetesObject? After)
{
    /// <summary>The newer of the two; kind, namespace and name are the same in both.</summary>
    public IKubernetesObject Any => After ?? Before ?? throw new InvalidOperationException("A change of nothing.");
}
