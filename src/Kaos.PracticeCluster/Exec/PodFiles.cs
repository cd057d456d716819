using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Exec;

// What a container of a pod sees as files and environment: what the kubelet puts there, and ConfigMaps as they are now.
internal sealed class PodFiles(World world, JsonObject pod, string container)
{
    private readonly string _ns = pod.Text("metadata", "namespace");
    private readonly JsonObject? _container = pod.Items("spec", "containers")
        .Concat(pod.Items("spec", "ephemeralContainers")).FirstOrDefault(one => one.Text("name") == container);

    public string HostName => pod.Text("metadata", "name");

    public SortedDictionary<string, string> All()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["/etc/hostname"] = $"{HostName}\n",
            ["/etc/hosts"] =
                $"# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n{pod.Text("status", "podIP")}\t{HostName}\n",
            ["/etc/resolv.conf"] =
                $"search {_ns}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
            ["/var/run/secrets/kubernetes.io/serviceaccount/namespace"] = _ns,
        };
        foreach (var mount in _container.Items("volumeMounts"))
        {
            foreach (var (name, text) in Volume(mount.Text("name")))
            {
                if (mount.Text("subPath") is not { Length: > 0 } one)
                {
                    files[$"{mount.Text("mountPath").TrimEnd('/')}/{name}"] = text;
                }
                else if (one == name)
                {
                    files[mount.Text("mountPath")] = text;
                }
            }
        }

        return files;
    }

    public SortedDictionary<string, string> Environment()
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOSTNAME"] = HostName,
            ["KUBERNETES_PORT"] = "tcp://10.96.0.1:443",
            ["KUBERNETES_SERVICE_HOST"] = "10.96.0.1",
            ["KUBERNETES_SERVICE_PORT"] = "443",
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        };
        foreach (var source in _container.Items("envFrom"))
        {
            foreach (var (name, value) in Config(source.Text("configMapRef", "name")))
            {
                known[name] = value;
            }
        }

        foreach (var variable in _container.Items("env"))
        {
            var reference = variable.At("valueFrom", "configMapKeyRef");
            known[variable.Text("name")] = reference is null ? variable.Text("value")
                : Config(reference.Text("name")).GetValueOrDefault(reference.Text("key"), "");
        }

        return known;
    }

    // Services by name, as the cluster's DNS knows them from this pod.
    public (string Name, string Address)? Resolve(string name)
    {
        var parts = name.TrimEnd('.').Split('.');
        var place = parts.Length > 1 ? parts[1] : _ns;
        return world.Get(ResourceTypes.Services, place, parts[0]) is { } service
            ? ($"{parts[0]}.{place}.svc.cluster.local", service.Text("spec", "clusterIP"))
            : null;
    }

    private IReadOnlyDictionary<string, string> Volume(string name) =>
        Config(
            pod.Items("spec", "volumes").FirstOrDefault(volume => volume.Text("name") == name)
                .Text("configMap", "name"));

    private IReadOnlyDictionary<string, string> Config(string name) =>
        world.Get(ResourceTypes.ConfigMaps, _ns, name).Labels("data");
}
