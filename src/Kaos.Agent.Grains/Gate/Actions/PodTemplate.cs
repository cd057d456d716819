using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>The pod template of a workload, and one container of it, as places in the raw object.</summary>
internal static class PodTemplate
{
    public static ImmutableArray<string> Rolling { get; } = ["DaemonSet", "Deployment", "StatefulSet"];

    public static ImmutableArray<string> Kinds { get; } = ["CronJob", "DaemonSet", "Deployment", "StatefulSet"];

    public static string[] Path(JsonObject live) => JsonPath.Text(live, "kind") == "CronJob"
        ? ["spec", "jobTemplate", "spec", "template"]
        : ["spec", "template"];

    /// <summary>
    /// Where the container is; the only one when no name is given. Null when there is no such container.
    /// </summary>
    public static string[]? Container(JsonObject live, string? name)
    {
        foreach (var list in (string[])["containers", "initContainers"])
        {
            string[] path = [.. Path(live), "spec", list];
            var containers = JsonPath.Find(live, path) as JsonArray ?? [];
            var index = containers.Count == 1 && name is null ? 0 : containers.ToList()
                .FindIndex(c => JsonPath.Text(c, "name") == name);
            if (index >= 0)
            {
                return [.. path, index.ToString(CultureInfo.InvariantCulture)];
            }
        }

        return null;
    }

    /// <summary>Patterns for <see cref="Writable"/>: fields below a container of whatever kind of workload.</summary>
    public static string[] Patterns(params string[] below) =>
    [
        .. below.SelectMany(field => (string[])
        [
            $"spec/template/spec/containers/*/{field}", $"spec/template/spec/initContainers/*/{field}",
            $"spec/jobTemplate/spec/template/spec/containers/*/{field}",
            $"spec/jobTemplate/spec/template/spec/initContainers/*/{field}",
        ]),
    ];

    /// <summary>The name of the container that a step's patch guards; null when it guards none.</summary>
    public static string? Guarded(JsonArray patch) => patch.OfType<JsonObject>()
        .Where(operation => JsonPatch.Path(operation) is [.., "containers" or "initContainers", _, "name"])
        .Select(operation => JsonPath.Text(operation, "value")).FirstOrDefault();
}
