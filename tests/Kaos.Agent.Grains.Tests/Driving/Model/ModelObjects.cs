using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>The objects of a walk's cluster, as its API server keeps them: each write moves their version.</summary>
internal sealed class ModelObjects
{
    public static readonly ObjectRef Settings = new("ConfigMap", "prod", "settings");
    public static readonly ObjectRef Shop = new("Deployment", "prod", "shop");

    private readonly Dictionary<string, JsonObject> objects = new(StringComparer.Ordinal)
    {
        [Settings.Name] = Made(Settings, """{ "data": { "mode": "first" } }"""),
        [Shop.Name] = Made(
            Shop, """{ "spec": { "template": { "metadata": { "annotations": { "restarted": "never" } } } } }"""),
    };

    private int version;

    public JsonObject Get(string name) => (JsonObject)objects[name].DeepClone();

    /// <returns>False: a test of the patch does not hold, and nothing has changed.</returns>
    public bool Patch(string name, JsonArray patch)
    {
        if (JsonPatch.Apply(objects[name], patch) is not { } written)
        {
            return false;
        }

        written["metadata"]!["resourceVersion"] = (++version).ToString(CultureInfo.InvariantCulture);
        objects[name] = written;
        return true;
    }

    private static JsonObject Made(ObjectRef target, string rest)
    {
        var made = JsonNode.Parse(rest)!.AsObject();
        made["kind"] = target.Kind;
        made["metadata"] = new JsonObject
        {
            ["name"] = target.Name,
            ["namespace"] = target.Namespace,
            ["uid"] = $"uid-{target.Name}",
            ["resourceVersion"] = "0",
        };
        return made;
    }
}
