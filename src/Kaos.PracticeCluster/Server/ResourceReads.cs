using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tables;

namespace Kaos.PracticeCluster.Server;

// get and list, in the three forms a client may ask for: objects, metadata only, table.
internal sealed class ResourceReads(LiveCluster cluster)
{
    public Reply Get(ApiRequest request)
    {
        var item = cluster.World.Get(Source(request.Type), request.Namespace, request.Name)
            ?? throw ApiFailure.NotFound(request.Type, request.Name);
        item = View(request.Type, item);
        if (request.WantsTable)
        {
            return Reply.Json(Table.Of(request.Type, [item], item.Text("metadata", "resourceVersion"),
                cluster.World.Now, request.Query("includeObject")));
        }

        return Reply.Json(request.WantsMetadata ? MetadataOnly(item) : item);
    }

    public Reply List(ApiRequest request)
    {
        var (revision, start) = At(request);
        var matching = Selected(request, revision).SkipWhile(item => start is not null
            && string.CompareOrdinal(Path(item), start) < 0).ToList();
        var limit = int.TryParse(request.Query("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            && asked > 0 ? asked : int.MaxValue;
        var page = matching.Take(limit).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (matching.Count > page.Count)
        {
            metadata["continue"] = Continue(revision, Path(page[^1]) + '\0');
            if (request.Query("labelSelector").Length == 0 && request.Query("fieldSelector").Length == 0)
            {
                metadata["remainingItemCount"] = matching.Count - page.Count;
            }
        }

        if (request.WantsTable)
        {
            var table = Table.Of(request.Type, page, metadata.Text("resourceVersion"), cluster.World.Now,
                request.Query("includeObject"));
            table["metadata"] = metadata;
            return Reply.Json(table);
        }

        return Reply.Json(new JsonObject
        {
            ["kind"] = request.WantsMetadata ? "PartialObjectMetadataList" : $"{request.Type.Kind}List",
            ["apiVersion"] = request.WantsMetadata ? "meta.k8s.io/v1" : request.Type.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = Json.Array(page.Select(item => request.WantsMetadata ? MetadataOnly(item) : Untyped(item))),
        });
    }

    public IEnumerable<JsonObject> Selected(ApiRequest request, long revision)
    {
        var filter = Filter(request);
        return cluster.World.Store.ListAt(Source(request.Type), request.Namespace, revision)
            .Select(item => View(request.Type, item)).Where(filter);
    }

    public static Func<JsonObject, bool> Filter(ApiRequest request)
    {
        var labels = Selectors.Labels(request.Query("labelSelector"));
        var fields = Selectors.Fields(request.Query("fieldSelector"));
        var name = request.Name;
        return item => labels(item) && fields(item) && (name.Length == 0 || item.Text("metadata", "name") == name);
    }

    // Both event interfaces read the same events.
    public static ResourceType Source(ResourceType type) => type == ResourceTypes.NewEvents ? ResourceTypes.Events
        : type;

    public static JsonObject View(ResourceType type, JsonObject item) => type == ResourceTypes.NewEvents
        ? EventView.Modern(item) : item;

    public static JsonObject MetadataOnly(JsonObject item) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = item.At("metadata")?.DeepClone(),
    };

    private static JsonObject Untyped(JsonObject item)
    {
        var copy = item.Copy();
        copy.Remove("kind");
        copy.Remove("apiVersion");
        return copy;
    }

    private (long Revision, string? Start) At(ApiRequest request)
    {
        var store = cluster.World.Store;
        if (request.Query("continue") is { Length: > 0 } token)
        {
            var (revision, start) = Decode(token);
            return revision < store.Compacted
                ? throw new ApiFailure(410, "Expired",
                    "The provided continue parameter is too old to display a consistent list result. You can start a "
                    + "new list without the continue parameter.", null)
                : (revision, start);
        }

        if (request.Query("resourceVersion") is not { Length: > 0 } text || text == "0")
        {
            return (store.Revision, null);
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked))
        {
            throw ApiFailure.BadRequest(
                $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
        }

        if (asked > store.Revision)
        {
            throw new ApiFailure(504, "Timeout", $"Too large resource version: {asked}, current: {store.Revision}", []);
        }

        var exact = request.Query("resourceVersionMatch") == "Exact";
        return exact && asked < store.Compacted ? throw ApiFailure.ListTooOld()
            : (exact ? asked : store.Revision, null);
    }

    private static string Path(JsonObject item) =>
        $"{item.Text("metadata", "namespace")}/{item.Text("metadata", "name")}";

    private static string Continue(long revision, string start) =>
        Convert.ToBase64String(Json.Bytes(new JsonObject
        {
            ["v"] = "meta.k8s.io/v1",
            ["rv"] = revision,
            ["start"] = start,
        }))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static (long Revision, string Start) Decode(string token)
    {
        try
        {
            var padded = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
            var node = JsonNode.Parse(Convert.FromBase64String(padded));
            return (node.Number("rv"), node.Text("start"));
        }
        catch (Exception problem) when (problem is FormatException or JsonException)
        {
            var detail = problem is JsonException ? "invalid character 'o' in literal null (expecting 'u')"
                : "illegal base64 data at input byte 4";
            throw ApiFailure.BadRequest($"invalid continue token: continue key is not valid: {detail}");
        }
    }
}
