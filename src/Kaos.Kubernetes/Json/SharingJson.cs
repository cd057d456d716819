using System.Text.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Json;

/// <summary>The same metadata for lists and watches: equal parts of different objects decode into one.</summary>
internal static class SharingJson
{
    public static KubernetesJson Context { get; } = New();

    /// <summary>One that shares with no other.</summary>
    internal static KubernetesJson New() => new(Options());

    /// <summary>
    /// Lets go of the texts by which equal parts are recognised. To be called when the long lists are over: what is
    /// read from then on comes singly, and is shared with what comes after it.
    /// </summary>
    public static void Forget() => Forget(Context);

    internal static void Forget(KubernetesJson context)
    {
        foreach (var converter in context.Options.Converters.OfType<ISharedParts>())
        {
            converter.Forget();
        }
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(KubernetesJson.Default.Options) { TypeInfoResolver = null };
        options.Converters.Clear();
        options.Converters.Add(new SharedConverter<IReadOnlyDictionary<string, string>>());
        options.Converters.Add(new SharedConverter<IReadOnlyDictionary<string, Quantity>>());
        options.Converters.Add(List<string>());
        options.Converters.Add(List<EnvVar>());
        options.Converters.Add(List<EnvFromSource>());
        options.Converters.Add(List<ContainerPort>());
        options.Converters.Add(List<Toleration>());
        options.Converters.Add(List<OwnerReference>());
        options.Converters.Add(List<TopologySpreadConstraint>());
        options.Converters.Add(new SharedConverter<EmptyDirVolume>());
        options.Converters.Add(new SharedConverter<Probe>());
        options.Converters.Add(new SharedConverter<ResourceRequirements>());
        options.Converters.Add(new SharedConverter<ProjectedVolume>());
        options.Converters.Add(new SharedConverter<LabelSelector>());
        options.Converters.Add(new SharedConverter<SecurityContext>());
        return options;
    }

    // An array from the start, so that no owner makes one of its own.
    private static SharedConverter<IReadOnlyList<T>> List<T>() => new(static decoded => decoded.OrEmpty());
}
