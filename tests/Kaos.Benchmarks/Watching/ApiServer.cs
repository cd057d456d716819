using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Benchmarks.Triage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kaos.Benchmarks.Watching;

/// <summary>
/// Lists and watches of a generated cluster's pods, on loopback; of every other kind there is nothing. Prints its
/// address, and ends with its standard input.
/// </summary>
internal static class ApiServer
{
    public static async Task<int> RunAsync(int pods)
    {
        var json = new ClusterJson(seed: 1, managed: true);
        var items = pods == 0 ? [] : TriageCluster.Generate(pods, faults: 0).Objects.Pods
            .Select(pod => Encoding.UTF8.GetBytes(json.Of(pod).ToJsonString())).ToArray();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http => http.Request.Query.ContainsKey("watch") ? WatchAsync(http) : ListAsync(http, items));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.DisposeAsync();
        return 0;
    }

    private static async Task ListAsync(HttpContext http, byte[][] pods)
    {
        var items = http.Request.Path.Value == "/api/v1/pods" ? pods : [];
        var from = int.TryParse(http.Request.Query["continue"], CultureInfo.InvariantCulture, out var at) ? at : 0;
        var limit = int.TryParse(http.Request.Query["limit"], CultureInfo.InvariantCulture, out var asked)
            ? asked
            : items.Length;
        var to = Math.Min(items.Length, from + limit);
        var metadata = new JsonObject { ["resourceVersion"] = "1000000" };
        if (to < items.Length)
        {
            metadata["continue"] = to.ToString(CultureInfo.InvariantCulture);
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(
            $$"""{"kind":"List","apiVersion":"v1","metadata":{{metadata.ToJsonString()}},"items":[""");
        for (var i = from; i < to; i++)
        {
            await http.Response.WriteAsync(i == from ? "" : ",");
            await http.Response.Body.WriteAsync(items[i], http.RequestAborted);
        }

        await http.Response.WriteAsync("]}");
    }

    private static async Task WatchAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
