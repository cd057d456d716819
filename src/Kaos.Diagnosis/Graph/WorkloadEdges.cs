using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Graph;

/// <summary>What a pod template refers to.</summary>
internal static class WorkloadEdges
{
    public static IEnumerable<Dependency> Of(WorldIndex index, Workload workload)
    {
        var from = workload.Ref;
        var ns = workload.Namespace;
        var references = Configuration(workload.Template.Spec).Distinct().ToList();
        foreach (var (kind, name, via, _) in references)
        {
            yield return new Dependency(from, Refs.Of(kind, ns, name), via);
        }

        foreach (var volume in workload.Template.Spec.Volumes)
        {
            if (volume?.PersistentVolumeClaim is { } claim)
            {
                yield return new Dependency(from, Refs.Of("PersistentVolumeClaim", ns, claim.ClaimName), "claim");
            }
        }

        foreach (var node in index.PodsOf(from).Select(p => p.Spec.NodeName).OfType<string>().Distinct())
        {
            yield return new Dependency(from, Refs.Of("Node", null, node), "node");
        }

        foreach (var policy in NetworkIndex.Of(index.Objects).PoliciesIn(ns)
            .Where(p => p.Spec.PodSelector is not { } selector || selector.Matches(workload.Template.Metadata.Labels)))
        {
            yield return new Dependency(from, policy.Ref(), "network policy");
        }

        foreach (var (via, text) in Texts(index, workload, references))
        {
            foreach (var host in HostNames.In(index, ns, via, text).Concat(HostNames.Outside(index, ns, via, text)))
            {
                yield return new Dependency(from, host, via);
            }
        }
    }

    /// <summary>ConfigMaps and Secrets by name, how they are referred to, and whether they may be absent.</summary>
    public static IEnumerable<(string Kind, string Name, string Via, bool Optional)> Configuration(PodSpec spec)
    {
        foreach (var container in spec.AllContainers())
        {
            foreach (var env in container.Env.Where(e => e?.ValueFrom is not null))
            {
                if (env.ValueFrom?.ConfigMapKeyRef is { Name.Length: > 0 } key)
                {
                    yield return ("ConfigMap", key.Name, "env " + env.Name, key.Optional);
                }

                if (env.ValueFrom?.SecretKeyRef is { Name.Length: > 0 } secret)
                {
                    yield return ("Secret", secret.Name, "env " + env.Name, secret.Optional);
                }
            }

            foreach (var source in container.EnvFrom.Where(e => e is not null))
            {
                if (source.ConfigMapRef is { Name.Length: > 0 } map)
                {
                    yield return ("ConfigMap", map.Name, "envFrom", map.Optional);
                }

                if (source.SecretRef is { Name.Length: > 0 } secret)
                {
                    yield return ("Secret", secret.Name, "envFrom", secret.Optional);
                }
            }
        }

        foreach (var volume in spec.Volumes.Where(v => v is not null))
        {
            foreach (var reference in OfVolume(volume))
            {
                yield return reference;
            }
        }
    }

    private static IEnumerable<(string Kind, string Name, string Via, bool Optional)> OfVolume(Volume volume)
    {
        if (volume.ConfigMap is { Name.Length: > 0 } map)
        {
            yield return ("ConfigMap", map.Name, "volume " + volume.Name, map.Optional);
        }

        if (volume.Secret is { SecretName.Length: > 0 } secret)
        {
            yield return ("Secret", secret.SecretName, "volume " + volume.Name, secret.Optional);
        }

        foreach (var source in volume.Projected?.Sources ?? [])
        {
            // The API server mounts these two into every pod; they exist or the pod does not need them.
            if (source?.ConfigMap is { Name: { Length: > 0 } and not ("kube-root-ca.crt" or "openshift-service-ca.crt") } part)
            {
                yield return ("ConfigMap", part.Name, "volume " + volume.Name, part.Optional);
            }

            if (source?.Secret is { Name.Length: > 0 } hidden)
            {
                yield return ("Secret", hidden.Name, "volume " + volume.Name, hidden.Optional);
            }
        }
    }

    private static IEnumerable<(string Via, string Text)> Texts(
        WorldIndex index, Workload workload, IReadOnlyList<(string Kind, string Name, string Via, bool)> references)
    {
        foreach (var container in workload.Template.Spec.AllContainers())
        {
            foreach (var env in container.Env.Where(e => e?.Value is { Length: > 0 }))
            {
                yield return ("env " + env.Name, env.Value ?? "");
            }

            foreach (var arg in container.Command.Concat(container.Args).Where(a => a is not null))
            {
                yield return ("args", arg);
            }
        }

        foreach (var name in references.Where(r => r.Kind == "ConfigMap").Select(r => r.Name).Distinct())
        {
            if (index.Objects.Find<ConfigMap>(workload.Namespace, name) is { } map)
            {
                foreach (var (key, value) in map.Data)
                {
                    yield return ($"config {key}", value);
                }
            }
        }
    }
}
