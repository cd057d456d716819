using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>Models as JSON again: what was read of an object, in the shape in which the server tells it.</summary>
public static class ObjectJson
{
    /// <summary>A new tree; fields that no model keeps are not in it.</summary>
    /// <exception cref="NotSupportedException">The object's type is none of the models.</exception>
    public static JsonObject Of(IKubernetesObject item)
    {
        var type = KubernetesJson.Default.GetTypeInfo(item.GetType()) ??
            throw new NotSupportedException($"{item.GetType()} is no model of a Kubernetes object.");
        var json = JsonSerializer.SerializeToNode(item, type) as JsonObject ?? [];
        json["kind"] = item.Kind;
        return json;
    }
}
