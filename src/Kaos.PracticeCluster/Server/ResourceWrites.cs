using System.Text.Json.Nodes;
using Kaos.PracticeCluster.CustomResources;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Patches;
using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

internal sealed class ResourceWrites(LiveCluster cluster)
{
    public Reply Create(ApiRequest request, byte[] body)
    {
        var item = Decode(request, body);
        if (request.Type.Namespaced)
        {
            var given = item.Text("metadata", "namespace");
            if (given.Length > 0 && given != request.Namespace)
            {
                throw ApiFailure.BadRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
            }

            item.Make("metadata")["namespace"] = request.Namespace;
            if (cluster.World.Get(ResourceTypes.Namespaces, "", request.Namespace) is null)
            {
                throw ApiFailure.NotFound(ResourceTypes.Namespaces, request.Namespace);
            }
        }

        if (request.Type.Definition is not null && HasStatus(request.Type))
        {
            item.Remove("status");
        }

        Check(request, item);
        return Reply.Json(cluster.World.Create(request.Type, item, Author(request), request.DryRun), 201);
    }

    public Reply Update(ApiRequest request, byte[] body)
    {
        var live = Live(request);
        var item = Decode(request, body);
        Check(request, item);
        return Store(request, live, item);
    }

    public Reply Patch(ApiRequest request, byte[] body)
    {
        var media = request.Http.Request.ContentType?.Split(';')[0].Trim() ?? "";
        if (media is "application/apply-patch+yaml" or "application/apply-patch+cbor")
        {
            return Apply(request, body);
        }

        if (media is not (
            "application/merge-patch+json" or "application/json-patch+json"
                or "application/strategic-merge-patch+json"))
        {
            throw ApiFailure.UnsupportedMedia();
        }

        if (request.Type.Definition is not null && media == "application/strategic-merge-patch+json")
        {
            throw ApiFailure.UnsupportedPatch();
        }

        var live = Live(request);
        var patch = ApiRequest.Parse(body, "patch");
        var next = (media, patch) switch
        {
            ("application/json-patch+json", JsonArray operations) => JsonPatch.Apply(live, operations),
            ("application/merge-patch+json", JsonObject map) => Patches.Patch.Merge(live, map),
            ("application/strategic-merge-patch+json", JsonObject map) => StrategicPatch.Apply(live, map),
            _ => throw ApiFailure.BadRequest("error decoding patch: json: cannot unmarshal into a patch of this type"),
        };
        Check(request, next);
        return Store(request, live, next);
    }

    public Reply Delete(ApiRequest request, byte[] body)
    {
        var live = Live(request);
        var options = ApiRequest.Parse(body, "body") as JsonObject ?? [];
        Precondition(request.Type, live, options, "uid", "UID");
        Precondition(request.Type, live, options, "resourceVersion", "ResourceVersion");
        var dry = request.DryRun || options.At("dryRun") is JsonArray { Count: > 0 };
        var key = Owners.KeyOf(request.Type, live);
        var deleted = cluster.World.Delete(key, Grace(request, options), Orphans(request, options), dry) ?? live;
        if (request.Type == ResourceTypes.Pods || deleted.Has("metadata", "deletionTimestamp"))
        {
            return Reply.Json(deleted);
        }

        if (request.Type == ResourceTypes.Namespaces && !dry)
        {
            EmptyNamespace(request.Name);
        }

        if (request.Type == ResourceTypes.Definitions && !dry)
        {
            EmptyKinds(live);
        }

        return Reply.Json(Deleted(request.Type, live));
    }

    public Reply DeleteCollection(ApiRequest request, byte[] body)
    {
        var options = ApiRequest.Parse(body, "body") as JsonObject ?? [];
        var filter = ResourceReads.Filter(request);
        var items = cluster.World.Store.List(request.Type, request.Namespace).Where(filter).ToList();
        foreach (var item in items)
        {
            cluster.World.Delete(Owners.KeyOf(request.Type, item), Grace(request, options), Orphans(request, options),
                request.DryRun);
        }

        return Reply.Json(new JsonObject
        {
            ["kind"] = $"{request.Type.Kind}List",
            ["apiVersion"] = request.Type.ApiVersion,
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = cluster.World.Store.Revision.ToString(
                    System.Globalization.CultureInfo.InvariantCulture),
            },
            ["items"] = Json.Array(items.Select(item => item.DeepClone())),
        });
    }

    private Reply Apply(ApiRequest request, byte[] body)
    {
        if (request.Query("fieldManager").Length == 0)
        {
            throw new ApiFailure(422, "Invalid",
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
                new JsonObject
                {
                    ["group"] = "meta.k8s.io",
                    ["kind"] = "PatchOptions",
                });
        }

        var applied = Yaml.Documents(System.Text.Encoding.UTF8.GetString(body)).FirstOrDefault()
            ?? throw ApiFailure.BadRequest("error decoding YAML: empty body");
        applied = Json.Canonical(applied);
        applied.Make("metadata").Remove("managedFields");
        Validation.Check(request.Type, applied, strict: false);
        CustomSchema.Prune(request.Type, applied, strict: false, applied: true);
        var live = cluster.World.Get(request.Type, request.Namespace, request.Name);
        if (request.Subresource == "status" && live is null)
        {
            throw ApiFailure.NotFound(request.Type, request.Name);
        }

        KeepTo(request, applied);
        var author = new Author(request.Manager, "Apply", request.Subresource);
        var next = ServerSideApply.Apply(live, applied, request.Type, author, request.QueryFlag("force"),
            cluster.World.Now);
        next.Make("metadata")["name"] = request.Name;
        if (request.Type.Namespaced)
        {
            next.Make("metadata")["namespace"] = request.Namespace;
        }

        CustomSchema.Check(request.Type, next);
        return live is null
            ? Reply.Json(cluster.World.Create(request.Type, next, author, request.DryRun), 201)
            : Reply.Json(cluster.World.Write(request.Type, next, author, request.DryRun));
    }

    private static void Check(ApiRequest request, JsonObject item)
    {
        var strict = request.Query("fieldValidation") is "Strict";
        Validation.Check(request.Type, item, strict);
        CustomSchema.Prune(request.Type, item, strict, applied: false);
        CustomSchema.Check(request.Type, item);
    }

    // What is applied to a subresource is that part, and what is applied to the object is the rest.
    private static void KeepTo(ApiRequest request, JsonObject applied)
    {
        if (!HasStatus(request.Type))
        {
            return;
        }

        foreach (var part in applied.Select(pair => pair.Key)
            .Where(key => key is not ("apiVersion" or "kind" or "metadata")).ToList())
        {
            if (part == "status" != (request.Subresource == "status"))
            {
                applied.Remove(part);
            }
        }
    }

    private static bool HasStatus(ResourceType type) => type.Subresources.Any(sub => sub.Name == "status");

    private void EmptyKinds(JsonObject definition)
    {
        foreach (var type in CustomTypes.Of(definition))
        {
            foreach (var item in cluster.World.Store.List(type).ToList())
            {
                cluster.World.Delete(Owners.KeyOf(type, item), 0);
            }
        }
    }

    private Reply Store(ApiRequest request, JsonObject live, JsonObject next)
    {
        if (next.Text("metadata", "resourceVersion") is { Length: > 0 } known
            && known != live.Text("metadata", "resourceVersion"))
        {
            throw ApiFailure.Conflict(request.Type, request.Name);
        }

        if (next.Text("metadata", "uid") is { Length: > 0 } uid && uid != live.Text("metadata", "uid"))
        {
            throw ApiFailure.Precondition(request.Type, request.Name, "UID", uid, live.Text("metadata", "uid"));
        }

        if (request.Type.Namespaced)
        {
            next.Make("metadata")["namespace"] = request.Namespace;
        }

        next.Make("metadata")["name"] = request.Name;
        if (request.Subresource == "status")
        {
            var status = next["status"]?.DeepClone();
            next = live.Copy();
            next["status"] = status;
        }
        else if (HasStatus(request.Type) && live["status"] is { } status)
        {
            next["status"] = status.DeepClone();
        }
        else if (request.Type.Definition is not null && HasStatus(request.Type))
        {
            next.Remove("status");
        }

        return Reply.Json(cluster.World.Write(request.Type, next, Author(request), request.DryRun));
    }

    private JsonObject Live(ApiRequest request) =>
        cluster.World.Get(request.Type, request.Namespace, request.Name)
            ?? throw ApiFailure.NotFound(request.Type, request.Name);

    private static JsonObject Decode(ApiRequest request, byte[] body)
    {
        var media = request.Http.Request.ContentType?.Split(';')[0].Trim() ?? "application/json";
        var item = media switch
        {
            "application/json" => ApiRequest.Parse(body, "body") as JsonObject,
            "application/yaml" => Yaml.Documents(System.Text.Encoding.UTF8.GetString(body)).FirstOrDefault(),
            _ => throw ApiFailure.UnsupportedMedia(),
        };
        return item ?? throw ApiFailure.BadRequest("Object 'Kind' is missing in '"
            + System.Text.Encoding.UTF8.GetString(body) + "'");
    }

    private static Author Author(ApiRequest request) => new(request.Manager, "Update", request.Subresource);

    private static void Precondition(ResourceType type, JsonObject live, JsonObject options, string field, string word)
    {
        var given = options.Text("preconditions", field);
        var held = live.Text("metadata", field);
        if (given.Length > 0 && given != held)
        {
            throw ApiFailure.Precondition(type, live.Text("metadata", "name"), word, given, held);
        }
    }

    private static long? Grace(ApiRequest request, JsonObject options) =>
        options.Has("gracePeriodSeconds") ? options.Number("gracePeriodSeconds")
        : long.TryParse(request.Query("gracePeriodSeconds"), System.Globalization.CultureInfo.InvariantCulture,
            out var asked) ? asked : null;

    private static bool Orphans(ApiRequest request, JsonObject options) =>
        options.Text("propagationPolicy") == "Orphan" || request.Query("propagationPolicy") == "Orphan"
            || options.Flag("orphanDependents");

    private void EmptyNamespace(string ns)
    {
        foreach (var type in CustomTypes.With(cluster.World.Store).Where(type => type.Stored && type.Namespaced))
        {
            foreach (var item in cluster.World.Store.List(type, ns).ToList())
            {
                cluster.World.Delete(Owners.KeyOf(type, item), 0);
            }
        }
    }

    private static JsonObject Deleted(ResourceType type, JsonObject live)
    {
        var details = new JsonObject { ["name"] = live.Text("metadata", "name") };
        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Plural;
        details["uid"] = live.Text("metadata", "uid");
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}
