using System.Text.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Json;

/// <summary>The same metadata for lists and watches: equal parts of different objects decode into one.</summary>
internal static class SharingJson
{
    public static KubernetesJson Context { get; } = new(Options());

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(KubernetesJson.Default.Options) { TypeInfoResolver = null };
        options.Converters.Clear();
        options.Converters.Add(new SharedConverter<IReadOnlyDictionary<string, string>>());
        options.Converters.Add(new SharedConverter<IReadOnlyDictionary<string, Quantity>>());
        options.Converters.Add(new SharedConverter<IReadOnlyList<string>>());
        options.Converters.Add(new SharedConverter<IReadOnlyList<EnvVar>>());
        options.Converters.Add(new SharedConverter<IReadOnlyList<EnvFromSource>>());
        options.Converters.Add(new SharedConverter<IReadOnlyList<ContainerPort>>());
        options.Converters.Add(new SharedConverter<IReadOnlyList<Toleration>>());
        options.Converters.Add(new SharedConverter<IReadOnlyList<OwnerReference>>());
        options.Converters.Add(new SharedConverter<IReadOnlyList<TopologySpreadConstraint>>());
        options.Converters.Add(new SharedConverter<Probe>());
        options.Converters.Add(new SharedConverter<ResourceRequirements>());
        options.Converters.Add(new SharedConverter<ProjectedVolume>());
        options.Converters.Add(new SharedConverter<LabelSelector>());
        return options;
    }
}
