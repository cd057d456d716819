using System.Runtime.CompilerServices;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>
/// Objects by what the network knows of them: addresses, namespaces, policies, DNS. Each part built on first use.
/// </summary>
internal sealed class NetworkIndex
{
    private const int DnsPort = 53;
    private static readonly ConditionalWeakTable<ClusterObjects, NetworkIndex> Known = [];
    private static readonly IReadOnlyList<NetworkPolicy> NoPolicies = [];

    private readonly Lazy<Dictionary<string, Service>> servicesByAddress;
    private readonly Lazy<Dictionary<string, Pod>> podsByAddress;
    private readonly Lazy<HashSet<string>> namespaces;
    private readonly Lazy<Dictionary<string, List<NetworkPolicy>>> policies;
    private readonly Lazy<Service?> dns;

    private NetworkIndex(ClusterObjects objects)
    {
        Objects = objects;
        servicesByAddress = new(() => First(
            objects.Services.Where(s => s.Spec.ClusterIP is { Length: > 0 } and not "None"), s =>
                s.Spec.ClusterIP ?? ""));
        podsByAddress = new(() => First(
            objects.Pods.Where(p => p.Status.PodIP is { Length: > 0 } && !p.Spec.HostNetwork), p =>
                p.Status.PodIP ?? ""));
        namespaces = new(() => [.. objects.Namespaces.Select(n => n.Metadata.Name)
            .Concat(objects.Services.Select(s => s.Metadata.Namespace))
            .Concat(objects.Pods.Select(p => p.Metadata.Namespace))]);
        policies = new(() => objects.NetworkPolicies
            .GroupBy(p => p.Metadata.Namespace, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal).ToList()));
        dns = new(FindDns);
    }

    public ClusterObjects Objects { get; }

    /// <summary>The Service that answers the cluster's DNS questions; null when it was not read.</summary>
    public Service? Dns => dns.Value;

    public IReadOnlySet<string> Namespaces => namespaces.Value;

    public static NetworkIndex Of(ClusterObjects objects) => Known.GetValue(objects, o => new NetworkIndex(o));

    public Service? ServiceAt(string address) => servicesByAddress.Value.GetValueOrDefault(address);

    public Pod? PodAt(string address) => podsByAddress.Value.GetValueOrDefault(address);

    public IReadOnlyList<NetworkPolicy> PoliciesIn(string @namespace) =>
        policies.Value.GetValueOrDefault(@namespace) ?? NoPolicies;

    /// <summary>
    /// The labels of a namespace; null when they were not read, but for the name, which every namespace bears as a
    /// label.
    /// </summary>
    public IReadOnlyDictionary<string, string>? LabelsOf(string @namespace)
    {
        if (Objects.Find<Namespace>("", @namespace) is not { } found)
        {
            return null;
        }

        return found.Metadata.Labels.ContainsKey(NameLabel)
            ? found.Metadata.Labels
            : new Dictionary<string, string>(found.Metadata.Labels) { [NameLabel] = @namespace };
    }

    public const string NameLabel = "kubernetes.io/metadata.name";

    // Names differ between clusters; a Service for UDP port 53 with a selector is what the kubelets point pods to.
    private Service? FindDns() => Objects.Services
        .Where(s => s.Spec.Selector.Count > 0 && s.Spec.Ports.Any(p => p is { Port: DnsPort, Protocol: "UDP" }))
        .OrderByDescending(s => s.Metadata.Labels.GetValueOrDefault("kubernetes.io/cluster-service") == "true")
        .ThenByDescending(s => s.Metadata.Labels.ContainsKey("k8s-app"))
        .ThenByDescending(s => s.Spec.ClusterIP?.EndsWith(".10", StringComparison.Ordinal) ?? false)
        .ThenBy(s => s.Metadata.Namespace, StringComparer.Ordinal).ThenBy(s => s.Metadata.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    private static Dictionary<string, T> First<T>(IEnumerable<T> items, Func<T, string> key)
        where T : IKubernetesObject
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items.OrderBy(i => i.Metadata.Namespace, StringComparer.Ordinal)
            .ThenBy(i => i.Metadata.Name, StringComparer.Ordinal))
        {
            found.TryAdd(key(item), item);
        }

        return found;
    }
}
