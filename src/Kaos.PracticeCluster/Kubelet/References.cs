using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Kubelet;

// What a pod refers to and cannot start without.
internal static class References
{
    // The kubelet's words for the first thing a container's environment lacks.
    public static string? MissingForContainer(World world, string ns, JsonObject container)
    {
        foreach (var source in container.Items("envFrom"))
        {
            if (Missing(world, ns, source.Map("configMapRef"), ResourceTypes.ConfigMaps, "configmap") is { } config)
            {
                return config;
            }

            if (Missing(world, ns, source.Map("secretRef"), ResourceTypes.Secrets, "secret") is { } secret)
            {
                return secret;
            }
        }

        foreach (var variable in container.Items("env"))
        {
            if (Missing(world, ns, variable.Map("valueFrom", "configMapKeyRef"), ResourceTypes.ConfigMaps,
                "configmap") is { } config)
            {
                return config;
            }

            if (Missing(world, ns, variable.Map("valueFrom", "secretKeyRef"), ResourceTypes.Secrets,
                "secret") is { } secret)
            {
                return secret;
            }
        }

        return null;
    }

    public static (string Volume, string Problem)? MissingVolume(World world, string ns, JsonObject pod)
    {
        foreach (var volume in pod.Items("spec", "volumes"))
        {
            var problem = Missing(world, ns, volume.Map("configMap"), ResourceTypes.ConfigMaps, "configmap")
                ?? Missing(world, ns, volume.Map("secret"), ResourceTypes.Secrets, "secret", "secretName");
            if (problem is not null)
            {
                return (volume.Text("name"), problem);
            }
        }

        return null;
    }

    private static string? Missing(World world, string ns, JsonObject? reference, ResourceType type, string word,
        string field = "name")
    {
        if (reference is null || reference.Flag("optional"))
        {
            return null;
        }

        var name = reference.Text(field);
        if (world.Get(type, ns, name) is not { } item)
        {
            return $"{word} \"{name}\" not found";
        }

        var key = reference.Text("key");
        return key.Length > 0 && !item.Has("data", key)
            ? $"couldn't find key {key} in {type.Kind} {ns}/{name}" : null;
    }
}
