using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Host.Clusters;

/// <summary>The cluster that was chosen.</summary>
/// <param name="Kind">One of <see cref="ClusterKinds"/>, never auto.</param>
/// <param name="Why">How it came to be chosen, for the line at start-up.</param>
/// <param name="Kubeconfig">Whose other contexts are opened when they are asked for; null: there are none.</param>
internal sealed record ChosenCluster(
    string Kind, ClusterConnection Connection, string Why, Kubeconfig? Kubeconfig = null)
{
    public bool IsPractice => Kind == ClusterKinds.Practice;

    /// <summary>What KAOS may do there as installed (design sections 6 and 7).</summary>
    public string May => IsPractice ? "read, and write what a person approves" : "read and propose; it writes nothing";
}
