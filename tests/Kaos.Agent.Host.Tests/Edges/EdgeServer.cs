using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Grains.Push;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Workflows;
using Kaos.Agent.Host.Edges;
using Kaos.Agent.Host.Health;
using Kaos.Agent.Host.Storage;
using Kaos.Contracts.Push;
using Kaos.Kubernetes.Snapshots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Host.Tests.Edges;

/// <summary>The edges over real Kestrel on a free port, with a fake desk behind them.</summary>
internal sealed class EdgeServer : IAsyncDisposable
{
    public const string AliceKey = "alice-secret";
    public const string BobKey = "bob-secret";

    private readonly WebApplication app;
    private readonly string keys = Path.GetTempFileName();
    private readonly string? ownData;

    private EdgeServer(Dictionary<string, string?> settings)
    {
        File.WriteAllText(keys, $$"""
            keys:
              - { name: alice, kind: person, roles: [viewer, operator, approver], tenants: [shop], sha256: {{Sha(AliceKey)}} }
              - { name: bob, kind: agent, roles: [viewer], tenants: [bakery], sha256: {{Sha(BobKey)}} }
            """);
        settings.TryAdd("Auth:KeysFile", keys);
        var data = settings.GetValueOrDefault("Data")
            ?? (ownData = Directory.CreateTempSubdirectory("kaos-edge-").FullName);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        // By the wall clock, a starved test would be a slow client.
        builder.WebHost.ConfigureKestrel(static kestrel =>
            (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MinResponseDataRate) = (null, null));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IDesk>(Desk);
        builder.Services.AddSingleton(WorkflowCatalog.Load(null));
        builder.Services.AddSingleton<ITrackRecord, NoRecord>();
        builder.Services.AddSingleton<IChangeDesk>(Changes);
        builder.Services.AddSingleton<IPolicyDesk, FakePolicyDesk>();
        builder.Services.AddSingleton<IClusters>(new ClusterList(
            [new SnapshotCluster(new ClusterSnapshot { ClusterName = "east", Now = Samples.Start })],
            static (_, space) => space));
        builder.Services.AddSingleton<IReadiness>(Readiness);
        builder.Services.AddInMemoryLog().AddEmbeddedGrains().AddKaosMaturity()
            .AddGrainKind<PushKind, PushState, PushCommand, PushEvent>();
        builder.Services.Configure<StorageOptions>(storage => storage.Path = data);
        builder.Services.AddKaosEdges();
        app = builder.Build();
        app.MapKaosEdges();
    }

    public FakeDesk Desk { get; } = new();

    public FakeChangeDesk Changes { get; } = new();

    public Switch Readiness { get; } = new();

    public HttpClient Http { get; private set; } = new();

    public static async Task<EdgeServer> StartAsync(params (string Key, string? Value)[] settings)
    {
        var server = new EdgeServer(
            settings.ToDictionary(static setting => setting.Key, static setting => setting.Value));
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        server.Http = new HttpClient { BaseAddress = new Uri(server.app.Urls.First()) };
        return server;
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, string? json = null, string? key = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is null ? null : Json(json);
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null);
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> GetAsync(string path, string? key = null) =>
        SendAsync(HttpMethod.Get, path, null, key);

    public Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, string json, string? key = null) =>
        SendAsync(HttpMethod.Post, path, json, key);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        File.Delete(keys);
        if (ownData is not null)
        {
            Directory.Delete(ownData, recursive: true);
        }
    }

    private static string Sha(string key) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    internal sealed class Switch : IReadiness
    {
        public string? Why { get; set; }

        public string Name => "log";

        public ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken) => new(Why);
    }
}
