using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tables;

namespace Kaos.PracticeCluster.Watches;

// One line per change, from a revision on, until the client goes or its time is over.
internal sealed class WatchStream(LiveCluster cluster, TimeProvider clock)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(30);

    public async Task WriteAsync(ApiRequest request, CancellationToken ct)
    {
        var http = request.Http;
        http.Response.ContentType = "application/json";
        var wake = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Ring(Change change) => wake.Writer.TryWrite(true);
        using var over = new CancellationTokenSource(Timeout(request), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        List<byte[]> lines;
        long seen;
        bool expired;
        lock (cluster.Gate)
        {
            cluster.Sync();
            (lines, seen, expired) = Begin(request);
            cluster.World.Store.Committed += Ring;
        }

        try
        {
            await SendAsync(http, lines, ct);
            while (!expired && !either.IsCancellationRequested)
            {
                await WaitAsync(wake.Reader, either.Token);
                (lines, seen, expired) = Next(request, seen);
                await SendAsync(http, lines, ct);
            }

            if (!expired && !ct.IsCancellationRequested && request.QueryFlag("allowWatchBookmarks"))
            {
                await SendAsync(http, [Bookmark(request, seen, initialEnd: false)], ct);
            }
        }
        finally
        {
            lock (cluster.Gate)
            {
                cluster.World.Store.Committed -= Ring;
            }
        }
    }

    private static TimeSpan Timeout(ApiRequest request) =>
        int.TryParse(request.Query("timeoutSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > 0
            ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(30);

    // A change, or the time for a bookmark, or the end: whichever comes first.
    private async Task WaitAsync(ChannelReader<bool> wake, CancellationToken ct)
    {
        using var nap = new CancellationTokenSource(BookmarkEvery, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, nap.Token);
        try
        {
            await wake.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time for a bookmark, or the watch is over; the caller looks which.
        }
    }

    private (List<byte[]> Lines, long Seen, bool Expired) Begin(ApiRequest request)
    {
        var store = cluster.World.Store;
        var text = request.Query("resourceVersion");
        _ = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var from);
        var initial = request.QueryFlag("sendInitialEvents");
        if (from > 0 && !initial)
        {
            return from < store.Compacted ? ([TooOld(from)], from, true) : Collect(request, from);
        }

        var lines = new ResourceReads(cluster).Selected(request, store.Revision)
            .Select(item => Line(request, "ADDED", item)).ToList();
        if (initial)
        {
            lines.Add(Bookmark(request, store.Revision, initialEnd: true));
        }

        return (lines, store.Revision, false);
    }

    private (List<byte[]> Lines, long Seen, bool Expired) Next(ApiRequest request, long seen)
    {
        lock (cluster.Gate)
        {
            cluster.Sync();
            if (seen < cluster.World.Store.Compacted)
            {
                return ([TooOld(seen)], seen, true);
            }

            var (lines, now, _) = Collect(request, seen);
            if (lines.Count == 0 && request.QueryFlag("allowWatchBookmarks") && now > seen)
            {
                lines.Add(Bookmark(request, now, initialEnd: false));
            }

            return (lines, now, false);
        }
    }

    private (List<byte[]> Lines, long Seen, bool Expired) Collect(ApiRequest request, long from)
    {
        var filter = ResourceReads.Filter(request);
        var source = ResourceReads.Source(request.Type);
        var lines = new List<byte[]>();
        foreach (var change in cluster.World.Store.Since(from).Where(change => change.Key.Type.Equals(source)
            && (request.Namespace.Length == 0 || change.Key.Namespace == request.Namespace)))
        {
            var now = ResourceReads.View(request.Type, change.Object);
            var before = change.Old is not null && filter(ResourceReads.View(request.Type, change.Old));
            var after = change.Kind != ChangeKind.Deleted && filter(now);
            var type = (before,
                after) switch
            { (false, true) => "ADDED", (true, true) => "MODIFIED", (true, false) => "DELETED", _ => "" };
            if (type.Length > 0)
            {
                lines.Add(Line(request, type, now));
            }
        }

        return (lines, cluster.World.Store.Revision, false);
    }

    private byte[] Line(ApiRequest request, string type, JsonObject item)
    {
        JsonNode content = request.WantsTable
            ? Table.Of(request.Type, [item], item.Text("metadata", "resourceVersion"), cluster.World.Now,
                request.Query("includeObject"))
            : request.WantsMetadata ? ResourceReads.MetadataOnly(item) : item.DeepClone();
        return Json.Bytes(new JsonObject { ["type"] = type, ["object"] = content });
    }

    private static byte[] Bookmark(ApiRequest request, long revision, bool initialEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (initialEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var item = new JsonObject
        {
            ["kind"] = request.Type.Kind,
            ["apiVersion"] = request.Type.ApiVersion,
            ["metadata"] = metadata,
        };
        return Json.Bytes(new JsonObject { ["type"] = "BOOKMARK", ["object"] = item });
    }

    private byte[] TooOld(long from) => Json.Bytes(new JsonObject
    {
        ["type"] = "ERROR",
        ["object"] = ApiFailure.StatusBody(410, "Expired",
            $"too old resource version: {from} ({cluster.World.Store.Compacted})", null),
    });

    private static async Task SendAsync(HttpContext http, List<byte[]> lines, CancellationToken ct)
    {
        foreach (var line in lines)
        {
            await http.Response.Body.WriteAsync(line, ct);
            await http.Response.Body.WriteAsync("\n"u8.ToArray(), ct);
        }

        await http.Response.Body.FlushAsync(ct);
    }
}
