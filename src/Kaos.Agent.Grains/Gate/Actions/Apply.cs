using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Makes an object from a manifest, or sets the fields that the manifest names where it is there already; argument:
/// <c>manifest</c>, as JSON. Never forced: each field is tested for what it replaces.
/// </summary>
internal sealed class Apply : ITypedAction
{
    private const string Mark = "kaos.dev/made-at";

    public string Name => ActionNames.Apply;

    public bool IsProposable => true;

    public bool MayCreate => true;

    public ImmutableArray<string> Kinds { get; } =
    [
        "ConfigMap", "CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "Ingress", "Job", "Pod",
        "PodDisruptionBudget", "Service", "StatefulSet",
    ];

    public Built Build(ActionInput input)
    {
        if (input.Text("manifest") is not { } text || ManifestText.Read(text) is not { } manifest)
        {
            return new Built.Refused("no manifest was given");
        }

        if ((ManifestText.Objection(manifest, input.Target) ?? TooMany(manifest, input.Bounds)) is { } why)
        {
            return new Built.Refused(why);
        }

        return input.Live.Count == 0 ? Create(input, manifest)
            : input.Target.Kind == "Pod" ? new Built.Already("a pod of that name exists already; no second one is made")
            : Update(input, manifest);
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        WholeObject.Created(patch) is { } made
            ? ManifestText.Objection(made, step.Target) ?? TooMany(made, bounds)
            : Writable.Only(patch, "spec/**", "data/**", "binaryData/**", "metadata/labels/*", "metadata/annotations/*")
                ? ManifestText.Objection(patch) ?? OutOfBounds(patch, bounds)
                : "an apply step makes one object, or writes its spec, data, labels and annotations and nothing else";

    private static string? TooMany(JsonObject manifest, ActionBounds bounds) => new[] { "replicas", "maxReplicas" }
        .Select(field => JsonPath.Number(manifest, "spec", field))
        .FirstOrDefault(count => count > bounds.MaxReplicas) is { } count
            ? Scale.OutOfBounds(null, (int)Math.Min(count, int.MaxValue), bounds)
            : null;

    // What scaling may not lead to, a manifest may not either.
    private static string? OutOfBounds(JsonArray patch, ActionBounds bounds) => TypedActions.Writes(patch)
        .Where(write => write.Path is ["spec", "replicas" or "minReplicas" or "maxReplicas"] && write.Op != "remove")
        .Select(write => write.Value is JsonValue value && value.TryGetValue<int>(out var wanted)
            ? Scale.OutOfBounds(Tested(patch, write.Path), wanted, bounds)
            : "the number of replicas is not a whole number")
        .FirstOrDefault(why => why is not null);

    private static long? Tested(JsonArray patch, string[] path) => JsonPath.Number(
        patch.OfType<JsonObject>().FirstOrDefault(operation =>
            JsonPatch.Op(operation) == "test" && JsonPatch.Path(operation).SequenceEqual(path)), "value");

    private static Built.Draft Create(ActionInput input, JsonObject manifest)
    {
        var body = (JsonObject)manifest.DeepClone();
        if (body["metadata"] is not JsonObject metadata)
        {
            body["metadata"] = metadata = [];
        }

        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        metadata["name"] = input.Target.Name;
        metadata["namespace"] = input.Target.Namespace;
        annotations[Mark] = $"{input.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}";
        return new Built.Draft(WholeObject.Creation(body), Back(body), body, [], [], $"Making {input.Target}");
    }

    // What KAOS made goes again only while it is as it was made.
    private static string Back(JsonObject body)
    {
        var patch = new JsonArray(new JsonObject
        {
            ["op"] = "test",
            ["path"] = JsonPath.Join("metadata", "annotations", Mark),
            ["value"] = JsonPath.Find(body, "metadata", "annotations", Mark)?.DeepClone(),
        });
        foreach (var part in (string[])["data", "binaryData"])
        {
            if (body[part] is { } value)
            {
                patch.Add(
                    new JsonObject { ["op"] = "test", ["path"] = JsonPath.Join(part), ["value"] = value.DeepClone() });
            }
        }

        patch.Add(new JsonObject { ["op"] = "remove", ["path"] = "" });
        return patch.ToJsonString();
    }

    private static Built Update(ActionInput input, JsonObject manifest)
    {
        var edits = new FieldEdits(input.Live);
        foreach (var part in (string[])["spec", "data", "binaryData"])
        {
            _ = manifest[part] is { } wanted ? edits.Merge([part], wanted) : edits;
        }

        foreach (var part in (string[])["labels", "annotations"])
        {
            _ = JsonPath.Find(manifest, "metadata", part) is { } wanted
                ? edits.Merge(["metadata", part], wanted)
                : edits;
        }

        return OutOfBounds(JsonPatch.Parse(edits.Patch), input.Bounds) is { } why ? new Built.Refused(why) : Built.Of(
            edits, "it is as the manifest says already",
            $"{input.Target} exists already: the fields that the manifest names are overwritten, the others stay.");
    }
}
