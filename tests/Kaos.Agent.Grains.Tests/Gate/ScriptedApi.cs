using System.Net;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>An API server of a few objects whose answers to patches can be scripted, over real HTTP.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Dictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonArray> lists = new(StringComparer.Ordinal);
    private int version = 1000;

    private ScriptedApi(WebApplication app) => this.app = app;

    /// <summary>Answers to the next patches that are not dry runs; false lets the server do its work.</summary>
    public Queue<Func<HttpContext, Task<bool>>> Script { get; } = new();

    /// <summary>Answers to dry runs.</summary>
    public Func<HttpContext, Task<bool>>? DryRun { get; set; }

    /// <summary>After each read, so that the world can move on.</summary>
    public Action<string>? AfterRead { get; set; }

    public List<(string Path, string Body, bool DryRun)> Patches { get; } = [];

    public IEnumerable<(string Path, string Body)> Writes =>
        Patches.Where(patch => !patch.DryRun).Select(patch => (patch.Path, patch.Body));

    public static async Task<ScriptedApi> StartAsync(params (string Path, JsonObject Object)[] objects)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var api = new ScriptedApi(server);
        foreach (var (path, item) in objects)
        {
            api.objects[path] = item;
        }

        server.Run(api.HandleAsync);
        await server.StartAsync();
        return api;
    }

    public static string PathOf(string kind, string name) => kind switch
    {
        "Node" => $"/api/v1/nodes/{name}",
        "ConfigMap" => $"/api/v1/namespaces/shop/configmaps/{name}",
        "StatefulSet" => $"/apis/apps/v1/namespaces/shop/statefulsets/{name}",
        _ => $"/apis/apps/v1/namespaces/shop/deployments/{name}",
    };

    public KubernetesClient Client(TimeSpan? timeout = null) => new(
        new ClusterConnection { Name = "practice", Server = new Uri(app.Urls.First()) },
        new KubernetesClientOptions { Timeout = timeout ?? TimeSpan.FromMinutes(5), RequestsPerSecond = 5000, Burst = 1000 },
        TimeProvider.System);

    public JsonObject Object(string path)
    {
        lock (objects)
        {
            return (JsonObject)objects[path].DeepClone();
        }
    }

    public void Change(string path, Action<JsonObject> change)
    {
        lock (objects)
        {
            change(objects[path]);
            objects[path]["metadata"]!["resourceVersion"] = $"{++version}";
        }
    }

    public void Remove(string path)
    {
        lock (objects)
        {
            objects.Remove(path);
        }
    }

    public void List(string path, params JsonObject[] items) => lists[path] = [.. items];

    public static async Task<bool> RefuseAsync(
        HttpContext http, int code, string reason, string message, string? cause = null)
    {
        http.Response.StatusCode = code;
        await http.Response.WriteAsync(new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["reason"] = reason,
            ["message"] = message,
            ["code"] = code,
            ["details"] = cause is null
                ? new JsonObject()
                : new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = cause }) },
        }.ToJsonString());
        return true;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        var path = http.Request.Path.Value ?? "";
        if (http.Request.Method == HttpMethods.Get)
        {
            await ReadAsync(http, path);
            return;
        }

        var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
        var dryRun = http.Request.Query["dryRun"] == "All";
        Patches.Add((path, body, dryRun));
        var script = dryRun ? DryRun : Script.TryDequeue(out var next) ? next : null;
        if (script is not null && await script(http))
        {
            return;
        }

        await PatchAsync(http, path, body, dryRun);
    }

    private async Task ReadAsync(HttpContext http, string path)
    {
        string? text;
        if (http.Request.Query.ContainsKey("watch"))
        {
            await RefuseAsync(http, 405, "MethodNotAllowed", "no watches here");
            return;
        }

        lock (objects)
        {
            text = objects.TryGetValue(path, out var item) ? item.ToJsonString()
                : lists.TryGetValue(path, out var list)
                    ? new JsonObject { ["kind"] = "List", ["metadata"] = new JsonObject { ["resourceVersion"] = "1" }, ["items"] = list.DeepClone() }.ToJsonString()
                    : null;
        }

        _ = text is null ? await RefuseAsync(http, 404, "NotFound", $"{path} not found") : true;
        await http.Response.WriteAsync(text ?? "");
        AfterRead?.Invoke(path);
    }

    private async Task PatchAsync(HttpContext http, string path, string body, bool dryRun)
    {
        JsonObject? patched;
        lock (objects)
        {
            patched = objects.TryGetValue(path, out var live) ? JsonPatch.Apply(live, JsonPatch.Parse(body)) : null;
            if (patched is not null && !dryRun)
            {
                patched["metadata"]!["resourceVersion"] = $"{++version}";
                Book(patched, http.Request.Query["fieldManager"].ToString());
                objects[path] = patched;
            }
        }

        if (patched is null)
        {
            await RefuseAsync(http, 422, "Invalid", "the server rejected our request due to an error in our request");
            return;
        }

        http.Response.StatusCode = (int)HttpStatusCode.OK;
        await http.Response.WriteAsync(patched.ToJsonString());
    }

    // Coarser than an API server: who writes a field is booked for the whole object.
    private static void Book(JsonObject written, string manager) =>
        written["metadata"]!["managedFields"] = new JsonArray(new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = "Update",
            ["fieldsV1"] =
                new JsonObject { ["f:metadata"] = new JsonObject(), ["f:spec"] = new JsonObject(), ["f:data"] = new JsonObject() },
        });
}
