using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Host.Broker;
using Kaos.Contracts;
using Kaos.Contracts.Grants;
using Kaos.Kubernetes.Configuration;
using Kaos.PracticeCluster;
using Microsoft.AspNetCore.Builder;
using YamlDotNet.RepresentationModel;

namespace Kaos.Agent.Host.Tests.Broker;

/// <summary>A broker over real HTTP on a practice cluster, under exactly the rights that deploy/k8s gives it.</summary>
internal sealed class BrokerBench : IAsyncDisposable
{
    public const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    public const string Deployments = "/apis/apps/v1/namespaces/shop/deployments";

    private readonly PracticeServer server;
    private readonly HttpClient http = new();
    private WebApplication? app;

    private BrokerBench(PracticeServer server) => this.server = server;

    public Uri Address => new(app!.Urls.First());

    public Uri Cluster => new(server.Url);

    public string ClusterName => server.ClusterName;

    /// <summary>What KAOS proves itself with.</summary>
    public string KaosToken { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="all">With the components for programs in pods and for nodes.</param>
    public static async Task<BrokerBench> StartAsync(
        string scenario = "checkout-service", double speed = 1, bool all = false)
    {
        var bench = await InstalledAsync(scenario, speed, all);
        await bench.StartBrokerAsync(all ? ["--Broker:Exec=true", "--Broker:Nodes=true"] : []);
        return bench;
    }

    /// <summary>The accounts and rights are there, and no broker runs yet.</summary>
    public static async Task<BrokerBench> InstalledAsync(string scenario, double speed, bool all = false)
    {
        var bench = new BrokerBench(
            await PracticeServer.StartAsync(new PracticeClusterOptions { Scenario = scenario, Speed = speed }, Token));
        await bench.InstallAsync(all);
        return bench;
    }

    public async Task StartBrokerAsync(params string[] settings)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        var token = await TokenOfAsync("kaos", "kaos-broker");
        app = BrokerService.Build(
            ["--urls=http://127.0.0.1:0", "--Broker:Audience=", .. settings],
            new ClusterConnection { Name = "practice", Server = Cluster, Credentials = new Fixed(token) });
        await app.StartAsync(Token);
    }

    public static GrantRequest Patch(string name, string place = "shop", string hash = Hash) => new(
        hash, "inc-1", ["person:alice"], [new("patch", "apps", "deployments", place, name)], 600);

    public async Task<(int Code, GrantedToken? Granted, string Text)> AskAsync(
        GrantRequest request, string? token = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/v1/grants"))
        {
            Content = JsonContent.Create(request, KaosJson.Default.GrantRequest),
        };
        message.Headers.Authorization = new("Bearer", token ?? KaosToken);
        using var answer = await http.SendAsync(message, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? System.Text.Json.JsonSerializer.Deserialize(text,
            KaosJson.Default.GrantedToken) : null, text);
    }

    /// <summary>Whether it would grant these rights: null, or its reason and the next step.</summary>
    public async Task<string?> ForeseeAsync(params GrantRight[] rights)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/v1/grants/foresee"))
        {
            Content = JsonContent.Create(new GrantQuestion([.. rights]), KaosJson.Default.GrantQuestion),
        };
        message.Headers.Authorization = new("Bearer", KaosToken);
        using var answer = await http.SendAsync(message, Token);
        return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync(Token);
    }

    public async Task<int> ReturnAsync(string id)
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, new Uri(Address, $"/v1/grants/{id}"));
        message.Headers.Authorization = new("Bearer", KaosToken);
        using var answer = await http.SendAsync(message, Token);
        return (int)answer.StatusCode;
    }

    /// <summary>A request to the cluster; without a token as its admin.</summary>
    public async Task<(int Code, JsonNode? Body)> ClusterAsync(
        string method, string path, string? token, string? body = null, string media = "application/json")
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), new Uri(Cluster, path));
        message.Headers.Authorization = token is null ? null : new("Bearer", token);
        if (body is not null)
        {
            message.Content = new StringContent(
                body, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(media));
        }

        using var answer = await http.SendAsync(message, Token);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token)));
    }

    /// <summary>Every object of a grant that is in the cluster, as kind and name.</summary>
    public async Task<List<string>> PartsAsync()
    {
        List<string> found = [];
        foreach (var path in new[]
        {
            "/api/v1/secrets", "/api/v1/serviceaccounts", "/apis/rbac.authorization.k8s.io/v1/roles",
            "/apis/rbac.authorization.k8s.io/v1/rolebindings", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        })
        {
            var (_, list) = await ClusterAsync("GET", $"{path}?labelSelector=kaos/grant", null);
            found.AddRange(
                list!["items"]!.AsArray().Select(item => $"{path.Split('/')[^1]}/{item!["metadata"]!["name"]}"));
        }

        return found;
    }

    /// <summary>Asks again, through the cluster, until it holds; the test's own time limit ends it.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        http.Dispose();
        await server.DisposeAsync();
    }

    public async Task<string> TokenOfAsync(string place, string account)
    {
        var (code, body) = await ClusterAsync(
            "POST", $"/api/v1/namespaces/{place}/serviceaccounts/{account}/token", null,
            """{"spec":{"expirationSeconds":86400}}""");
        code.ShouldBe(201, body?.ToJsonString());
        return body!["status"]!["token"]!.GetValue<string>();
    }

    /// <summary>As deploy/k8s/components/broker/kustomization.yaml says.</summary>
    public async Task OnboardAsync(string place)
    {
        await ClusterAsync(
            "PATCH", $"/api/v1/namespaces/{place}", null, """{"metadata":{"labels":{"kaos/onboarded":"true"}}}""",
            "application/merge-patch+json");
        await BindAsync(place, "kaos-broker-onboarded");
    }

    private async Task BindAsync(string place, string role)
    {
        var (code, answer) = await ClusterAsync(
            "POST", $"/apis/rbac.authorization.k8s.io/v1/namespaces/{place}/rolebindings", null,
            $$"""{"metadata":{"name":"{{role}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{role}}"},"subjects":[{"kind":"ServiceAccount","name":"kaos-broker","namespace":"kaos"}]}""");
        // A scenario may lack the namespace.
        code.ShouldBeOneOf([201, 404], answer?.ToJsonString());
    }

    private async Task InstallAsync(bool all)
    {
        foreach (var document in await Manifests.RenderAsync(all ? "overlays/broker-all" : "overlays/broker"))
        {
            var kind = Manifests.Text(document, "kind");
            var path = kind switch
            {
                "Namespace" => "/api/v1/namespaces",
                "ServiceAccount" =>
                    $"/api/v1/namespaces/{Manifests.Text(document, "metadata", "namespace")}/serviceaccounts",
                "ClusterRole" => "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                "ClusterRoleBinding" => "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                "Role" => $"/apis/rbac.authorization.k8s.io/v1/namespaces/{Manifests.Text(document, "metadata", "namespace")}/roles",
                "RoleBinding" =>
                    $"/apis/rbac.authorization.k8s.io/v1/namespaces/{Manifests.Text(document, "metadata", "namespace")}/rolebindings",
                _ => null,
            };
            if (path is not null)
            {
                var (code, answer) = await ClusterAsync("POST", path, null, Json(document)!.ToJsonString());
                code.ShouldBeOneOf([201, 409], answer?.ToJsonString());
            }
        }

        await OnboardAsync("shop");
        if (all)
        {
            await BindAsync("shop", "kaos-broker-exec");
        }

        KaosToken = await TokenOfAsync("kaos", "kaos");
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(
            map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };

    private sealed class Fixed(string token) : IClusterCredentials
    {
        public ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new ClusterCredential($"Bearer {token}", null));
    }
}
