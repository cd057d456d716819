using System.Globalization;
using System.Text;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Logs;

// pods/log: the current or the previous life of one container, cut as asked, followed if asked.
internal sealed class LogStream(LiveCluster cluster, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public async Task WriteAsync(ApiRequest request, CancellationToken ct)
    {
        var http = request.Http;
        PodRuntime pod;
        ContainerRun run;
        DateTimeOffset now;
        string text;
        lock (cluster.Gate)
        {
            cluster.Sync();
            (pod, run) = Find(request);
            now = cluster.World.Now;
            text = Render(request, Cut(request, PodLog.Lines(pod.Behaviour, run, now), now));
        }

        http.Response.ContentType = "text/plain";
        await http.Response.WriteAsync(Bounded(request, text), ct);
        while (request.QueryFlag("follow") && run.Ended is null && !ct.IsCancellationRequested)
        {
            await http.Response.Body.FlushAsync(ct);
            await Task.Delay(Look, clock, ct);
            lock (cluster.Gate)
            {
                cluster.Sync();
                var from = now;
                now = cluster.World.Now;
                text = Render(request, PodLog.Lines(pod.Behaviour, run, now).Where(line => line.Time >= from));
            }

            await http.Response.WriteAsync(text, ct);
        }
    }

    private (PodRuntime Pod, ContainerRun Run) Find(ApiRequest request)
    {
        var item = cluster.World.Get(ResourceTypes.Pods, request.Namespace, request.Name)
            ?? throw ApiFailure.NotFound(ResourceTypes.Pods, request.Name);
        var names = item.Items("spec", "containers").Select(one => one.Text("name")).ToList();
        var name = request.Query("container") is { Length: > 0 } asked ? asked : names[0];
        if (request.Query("container").Length == 0 && names.Count > 1)
        {
            throw ApiFailure.BadRequest(
                $"a container name must be specified for pod {request.Name}, choose one of: [{string.Join(' ', names)}]");
        }

        if (!names.Contains(name, StringComparer.Ordinal))
        {
            throw ApiFailure.BadRequest($"container {name} is not valid for pod {request.Name}");
        }

        var runtime = cluster.Kubelet.Find(item.Text("metadata", "uid"));
        var container = runtime?.Container(name);
        var run = request.QueryFlag("previous") ? container?.Previous : container?.Last;
        if (runtime is not null && run is not null)
        {
            return (runtime, run);
        }

        throw ApiFailure.BadRequest(request.QueryFlag("previous")
            ? $"previous terminated container \"{name}\" in pod \"{request.Name}\" not found"
            : $"container \"{name}\" in pod \"{request.Name}\" is waiting to start: {Reason(container)}");
    }

    private static string Reason(ContainerRuntime? container) => container?.WaitingReason switch
    {
        "ImagePullBackOff" or "ErrImagePull" => "trying and failing to pull image",
        { Length: > 0 } reason => reason,
        _ => "PodInitializing",
    };

    private static List<LogLine> Cut(ApiRequest request, List<LogLine> lines, DateTimeOffset now)
    {
        IEnumerable<LogLine> kept = lines;
        if (int.TryParse(request.Query("sinceSeconds"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var seconds))
        {
            kept = kept.Where(line => line.Time >= now - TimeSpan.FromSeconds(seconds));
        }

        if (DateTimeOffset.TryParse(request.Query("sinceTime"), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var since))
        {
            kept = kept.Where(line => line.Time >= since);
        }

        var list = kept.ToList();
        return int.TryParse(request.Query("tailLines"), NumberStyles.None, CultureInfo.InvariantCulture, out var tail)
            && tail < list.Count
            ? list[^tail..] : list;
    }

    private static string Render(ApiRequest request, IEnumerable<LogLine> lines)
    {
        var stamped = request.QueryFlag("timestamps");
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(stamped ? $"{Json.MicroStamp(line.Time)} " : "").Append(line.Text).Append('\n');
        }

        return text.ToString();
    }

    private static string Bounded(ApiRequest request, string text) =>
        int.TryParse(request.Query("limitBytes"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            && bytes < text.Length
            ? text[..bytes] : text;
}
