using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>What a host name or address means for a pod of some namespace.</summary>
internal abstract record HostTarget
{
    /// <summary>A Service of the cluster.</summary>
    public sealed record Inside(Service Service) : HostTarget;

    /// <summary>One pod, by its address.</summary>
    public sealed record OnePod(Pod Pod) : HostTarget;

    /// <summary>The form of a Service's name, and no such Service.</summary>
    public sealed record Missing(string Namespace, string Name) : HostTarget;

    /// <summary>A name or an address outside of the cluster.</summary>
    public sealed record Outside(string Host) : HostTarget;

    /// <summary>Nothing can be said: a private address that nobody here has, the pod itself.</summary>
    public sealed record Nothing : HostTarget;

    public static HostTarget Of(WorldIndex index, string @namespace, string host)
    {
        var network = NetworkIndex.Of(index.Objects);
        if (NetworkAddress.Is(host))
        {
            return OfAddress(network, host);
        }

        var labels = host.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var svc = Array.IndexOf(labels, "svc");
        return labels.Length switch
        {
            0 => new Nothing(),
            1 => Named(index, @namespace, labels[0]),
            _ when svc >= 2 => Named(index, labels[svc - 1], labels[svc - 2]),
            _ when index.Objects.Find<Service>(@namespace, labels[1]) is { } headless && labels.Length == 2 =>
                new Inside(headless),
            _ when labels.Length == 2 && network.Namespaces.Contains(labels[1]) => Named(index, labels[1], labels[0]),
            2 when NearNamespace(index, network, labels) is { } near => near,
            _ => new Outside(host),
        };
    }

    private static HostTarget OfAddress(NetworkIndex network, string host) =>
        network.ServiceAt(host) is { } service ? new Inside(service)
        : network.PodAt(host) is { } pod ? new OnePod(pod)
        : NetworkAddress.IsPrivate(host) ? new Nothing()
        : new Outside(host);

    private static HostTarget Named(WorldIndex index, string @namespace, string name) =>
        index.Objects.Find<Service>(@namespace, name) is { } service
            ? new Inside(service)
            : new Missing(@namespace, name);

    // "ledger.paymets": a namespace that is not there, and one with a like name that has such a Service.
    private static Missing? NearNamespace(WorldIndex index, NetworkIndex network, string[] labels) =>
        Configuration.NearestName.To(labels[1], network.Namespaces) is { } near &&
            index.Objects.Find<Service>(near, labels[0]) is not null
            ? new Missing(labels[1], labels[0])
            : null;
}
