using System.Globalization;
using Kaos.PracticeCluster.ControlPlane;
using Kaos.PracticeCluster.CustomResources;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Exec;
using Kaos.PracticeCluster.Logs;
using Kaos.PracticeCluster.Prometheus;
using Kaos.PracticeCluster.Reviews;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Watches;

namespace Kaos.PracticeCluster.Server;

// The front door: who is asking, what for, and which part of the server answers.
internal sealed class ApiHandler(LiveCluster cluster, TimeProvider clock, TimeSpan latency)
{
    private readonly Access _access = new(cluster);
    private readonly ResourceReads _reads = new(cluster);
    private readonly ResourceWrites _writes = new(cluster);
    private readonly Subresources _subresources = new(cluster);
    private readonly Tokens _tokens = new(cluster);
    private readonly AccessReviews _reviews = new(cluster);
    private readonly HealthEndpoints _health = new(cluster.Plane);
    private readonly ComponentStatuses _components = new(cluster);
    private readonly MetricsApi _metrics = new(cluster);
    private readonly NodeProxy _nodes = new(cluster);
    private readonly PrometheusApi _prometheus = new(cluster);
    private readonly WatchStream _watches = new(cluster, clock);
    private readonly LogStream _logs = new(cluster, clock);
    private readonly ExecStream _exec = new(cluster, clock);

    public async Task HandleAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        Stamp(http);
        try
        {
            await AnswerAsync(http, ct);
        }
        catch (ApiFailure failure) when (!http.Response.HasStarted)
        {
            await Reply.Failure(failure).WriteAsync(http, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The client went away, as watchers do.
        }
        catch (Exception broken) when (!http.Response.HasStarted)
        {
            // The real server says this too; the text is for whoever wrote the scenario.
            await Reply.Failure(
                new ApiFailure(500, "InternalError", $"Internal error occurred: {broken.Message}", null))
                .WriteAsync(http, ct);
        }
    }

    private void Stamp(HttpContext http)
    {
        http.Response.Headers.Date = cluster.ClockNow.UtcDateTime.ToString("r", CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "no-cache, private";
        http.Response.Headers["Audit-Id"] = http.TraceIdentifier;
        http.Response.Headers["X-Kubernetes-Pf-Flowschema-Uid"] = "409eb317-4575-49da-8e2e-7e27f0810adc";
        http.Response.Headers["X-Kubernetes-Pf-Prioritylevel-Uid"] = "6c7839f8-bd33-4aa8-a05b-1158ecfe51d0";
    }

    private async Task AnswerAsync(HttpContext http, CancellationToken ct)
    {
        var user = _access.Identify(http, _tokens);
        var types = Types();
        if (!http.Request.Path.StartsWithSegments("/prometheus", StringComparison.Ordinal) &&
            ApiRequest.Read(http, types) is null)
        {
            _access.CheckPath(user, http.Request.Path.Value ?? "/");
        }

        if ((_health.Answer(http, cluster.ClockNow) ?? Catalogue.Answer(http, types)) is { } known)
        {
            await known.WriteAsync(http, ct);
            return;
        }

        if (http.Request.Path.StartsWithSegments("/prometheus", StringComparison.Ordinal, out var direct))
        {
            await PrometheusAsync(http, direct.Value ?? "", ct);
            return;
        }

        var request = ApiRequest.Read(http, types) ?? throw ApiFailure.NoSuchResource();
        _access.Check(user, request);
        var body = http.Request.Method == "GET" ? [] : await request.BodyAsync(ct);
        if (http.Request.ContentType?.StartsWith("application/vnd.kubernetes.protobuf",
            StringComparison.Ordinal) == true)
        {
            body = ProtobufBody.ToJson(body);
            http.Request.ContentType = "application/json";
        }

        switch (request)
        {
            case { Subresource: "proxy", Type.Plural: "nodes" }:
                await DelayAsync(ct);
                await Locked(() => _nodes.Answer(request)).WriteAsync(http, ct);
                break;
            case { Subresource: "proxy" }:
                await ProxyAsync(request, ct);
                break;
            case { Subresource: "log" }:
                await DelayAsync(ct);
                await _logs.WriteAsync(request, ct);
                break;
            case { Subresource: "exec" }:
                await _exec.AnswerAsync(request, ct);
                break;
            case { Verb: "watch", Type.Stored: true }:
                await _watches.WriteAsync(request, ct);
                break;
            default:
                await Locked(() => Ordinary(request, body, user)).WriteAsync(http, ct);
                break;
        }
    }

    private Reply Ordinary(ApiRequest request, byte[] body, User user)
    {
        _access.CheckGrowth(user, request, body);
        if (request.Type.Group is "authentication.k8s.io" or "authorization.k8s.io")
        {
            return _reviews.Answer(request, body, user, _access, _tokens);
        }

        if (request.Type.Group == "metrics.k8s.io")
        {
            return _metrics.Answer(request);
        }

        if (request.Subresource.Length > 0 && request.Subresource != "status" && request.Subresource != "finalize")
        {
            return request.Subresource == "token" ? _tokens.Mint(request, body) : _subresources.Answer(request, body);
        }

        if (request.Type.Kind == "ComponentStatus")
        {
            return _components.Answer(request);
        }

        if (!request.Type.Stored)
        {
            throw ApiFailure.MethodNotAllowed();
        }

        return request.Verb switch
        {
            "get" or "watch" => _reads.Get(request),
            "list" => _reads.List(request),
            "create" => _writes.Create(request, body),
            "update" => _writes.Update(request, body),
            "patch" => _writes.Patch(request, body),
            "delete" => _writes.Delete(request, body),
            _ => _writes.DeleteCollection(request, body),
        };
    }

    private IReadOnlyList<ResourceType> Types()
    {
        lock (cluster.Gate)
        {
            return CustomTypes.With(cluster.World.Store);
        }
    }

    private Reply Locked(Func<Reply> answer)
    {
        lock (cluster.Gate)
        {
            cluster.Sync();
            try
            {
                return answer();
            }
            finally
            {
                cluster.Settle();
            }
        }
    }

    // services/NAME:PORT/proxy/PATH reaches the two services that the practice cluster itself plays.
    private async Task ProxyAsync(ApiRequest request, CancellationToken ct)
    {
        var service = request.Name.Split(':') is [_, var middle, _] ? middle : request.Name.Split(':')[0];
        if (request.Type != ResourceTypes.Services || request.Namespace != "monitoring"
            || service is not ("prometheus" or "alertmanager"))
        {
            throw new ApiFailure(503, "ServiceUnavailable", "no endpoints available for service \"" + request.Name
                + "\"", null);
        }

        await PrometheusAsync(request.Http, "/" + request.Rest, ct);
    }

    private async Task PrometheusAsync(HttpContext http, string path, CancellationToken ct)
    {
        await DelayAsync(ct);
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : null;
        await Locked(() => _prometheus.Answer(path, key => http.Request.Query[key].ToString() is { Length: > 0 } value
            ? value : form?[key].ToString() ?? ""))
            .WriteAsync(http, ct);
    }

    private Task DelayAsync(CancellationToken ct) => latency > TimeSpan.Zero ? Task.Delay(latency, clock, ct)
        : Task.CompletedTask;
}
