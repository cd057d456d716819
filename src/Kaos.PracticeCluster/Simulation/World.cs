using System.Text.Json.Nodes;
using Kaos.PracticeCluster.CustomResources;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

// The cluster's state and the one way to change it: every write, by a controller, a scenario or a client,
// gets its metadata, generation and managedFields here.
internal sealed class World
{
    private static readonly HashSet<string> Generational = new(StringComparer.Ordinal)
    {
        "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Pod", "Job", "CronJob", "EndpointSlice",
        "PodDisruptionBudget", "Ingress", "NetworkPolicy", "CustomResourceDefinition",
    };

    private static readonly HashSet<string> Unmanaged = new(StringComparer.Ordinal) { "Event", "Lease" };

    public World(DateTimeOffset start, int seed)
    {
        Agenda = new Agenda(start);
        Chance = new Chance(seed);
        Events = new EventRecorder(this);
    }

    public Agenda Agenda { get; }

    public Chance Chance { get; }

    public ObjectStore Store { get; } = new();

    public EventRecorder Events { get; }

    // First template hashes that a scenario fixes, by "namespace/name" of the Deployment.
    public Dictionary<string, string> TemplateHashes { get; } = new(StringComparer.Ordinal);

    // The uid of kube-system, which is the cluster's id.
    public string ClusterId { get; init; } = "";

    public DateTimeOffset Now => Agenda.Now;

    public Action<JsonObject>? AdmitPod { get; set; }

    public JsonObject? Get(ResourceType type, string ns, string name) => Store.Get(new ObjectKey(type, ns, name));

    // Fills in what the server fills in, and stores unless dry. What is beside the story draws its ids apart.
    public JsonObject Create(
        ResourceType type, JsonObject candidate, Author author, bool dry = false, Chance? ids = null)
    {
        var item = Shape(type, candidate);
        var metadata = item.Make("metadata");
        if (metadata.Text("name").Length == 0 && metadata.Text("generateName").Length > 0)
        {
            metadata["name"] = metadata.Text("generateName") + Chance.Suffix();
        }

        var key = new ObjectKey(type, type.Namespaced ? metadata.Text("namespace") : "", metadata.Text("name"));
        if (Store.Get(key) is not null)
        {
            throw ApiFailure.AlreadyExists(type, key.Name);
        }

        metadata["uid"] = type == ResourceTypes.Namespaces && key.Name == "kube-system" && ClusterId.Length > 0
            ? ClusterId : (ids ?? Chance).Uid();
        metadata["creationTimestamp"] = Json.Stamp(Now);
        metadata.Remove("resourceVersion");
        if (IsGenerational(type))
        {
            metadata["generation"] = 1;
        }

        Defaults.Apply(type, item, Chance);
        if (type == ResourceTypes.Definitions)
        {
            CustomTypes.Complete(item, Now);
        }

        if (type == ResourceTypes.Pods)
        {
            AdmitPod?.Invoke(item);
        }

        Manage(type, null, item, author);
        return dry ? Preview(item) : Store.Put(key, Ordered(type, item));
    }

    // Replaces the object. Nothing is stored, and the revision stays, when nothing changed.
    public JsonObject Write(ResourceType type, JsonObject candidate, Author author, bool dry = false)
    {
        var item = Shape(type, candidate);
        var metadata = item.Make("metadata");
        var key = new ObjectKey(type, type.Namespaced ? metadata.Text("namespace") : "", metadata.Text("name"));
        var old = Store.Get(key) ?? throw ApiFailure.NotFound(type, key.Name);
        foreach (var kept in new[] { "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds" })
        {
            if (old["metadata"]?[kept] is { } value)
            {
                metadata[kept] = value.DeepClone();
            }
        }

        Defaults.Apply(type, item, Chance);
        item = Json.Canonical(item);
        if (SameBut(old, item) && (author.Operation != "Apply" || ManagedFields.SameOwners(old, item)))
        {
            return old;
        }

        metadata = item.Make("metadata");
        if (IsGenerational(type))
        {
            var bump = JsonNode.DeepEquals(old["spec"], item["spec"]) ? 0 : 1;
            metadata["generation"] = old.NumberOr(1, "metadata", "generation") + bump;
        }

        if (author.Operation == "Update")
        {
            Manage(type, old, item, author);
        }

        if (dry)
        {
            return Preview(item);
        }

        var stored = Store.Put(key, Ordered(type, item));
        if (type != ResourceTypes.Pods && stored.Has("metadata", "deletionTimestamp")
            && stored.At("metadata", "finalizers") is not JsonArray { Count: > 0 })
        {
            // The last finalizer is gone, and with it the object.
            this.Delete(key);
        }

        return stored;
    }

    public JsonObject? Modify(ResourceType type, string ns, string name, Author author, Action<JsonObject> change)
    {
        if (Get(type, ns, name) is not { } old)
        {
            return null;
        }

        var next = old.Copy();
        change(next);
        return Write(type, next, author);
    }

    private static bool IsGenerational(ResourceType type) =>
        type.Definition is not null || Generational.Contains(type.Kind);

    private JsonObject Preview(JsonObject item)
    {
        item.Make("metadata").Default("resourceVersion", "0");
        return Json.Canonical(item);
    }

    private void Manage(ResourceType type, JsonObject? old, JsonObject item, Author author)
    {
        if (!Unmanaged.Contains(type.Kind) && author.Operation == "Update")
        {
            var shaped = Json.Canonical(item);
            ManagedFields.Update(old, shaped, type.ApiVersion, author, Now);
            item.Make("metadata")["managedFields"] = shaped["metadata"]?["managedFields"]?.DeepClone();
        }
    }

    private static bool SameBut(JsonObject old, JsonObject next) =>
        Same(old, next, "metadata")
            && Same(old.Make("metadata"), next.Make("metadata"), "managedFields", "resourceVersion", "generation");

    private static bool Same(JsonObject left, JsonObject right, params ReadOnlySpan<string> besides)
    {
        foreach (var (key, value) in left)
        {
            if (!besides.Contains(key) && !JsonNode.DeepEquals(value, right[key]))
            {
                return false;
            }
        }

        foreach (var (key, _) in right)
        {
            if (!besides.Contains(key) && !left.ContainsKey(key))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonObject Shape(ResourceType type, JsonObject candidate)
    {
        var item = candidate.Copy();
        item["kind"] = type.Kind;
        item["apiVersion"] = type.ApiVersion;
        DropEmptyTimes(item);
        if (!type.Namespaced)
        {
            item.Make("metadata").Remove("namespace");
        }

        return item;
    }

    // Go clients write "creationTimestamp": null into templates; a server that decodes and encodes drops it.
    private static void DropEmptyTimes(JsonObject item)
    {
        foreach (var metadata
            in new[] { item.Map("metadata"), item.Map("spec", "template", "metadata"), item.Map("spec", "jobTemplate", "metadata") })
        {
            if (metadata is not null && metadata.TryGetPropertyValue("creationTimestamp", out var time) && time is null)
            {
                metadata.Remove("creationTimestamp");
            }
        }
    }

    // kind, apiVersion and metadata first, metadata with name first: as a real server writes them.
    private static JsonObject Ordered(ResourceType type, JsonObject item)
    {
        var ordered = new JsonObject { ["kind"] = type.Kind, ["apiVersion"] = type.ApiVersion };
        var metadata = new JsonObject();
        string[] first =
        [
            "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp",
            "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        ];
        var source = item.Make("metadata");
        foreach (var key in first.Concat(source.Select(pair => pair.Key)).Distinct(StringComparer.Ordinal))
        {
            if (source[key] is { } value)
            {
                metadata[key] = value.DeepClone();
            }
        }

        ordered["metadata"] = metadata;
        foreach (var (key, value) in item)
        {
            ordered.Default(key, value?.DeepClone());
        }

        return ordered;
    }
}
