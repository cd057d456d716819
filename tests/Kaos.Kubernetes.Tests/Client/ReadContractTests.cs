using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Tests.Wire;

namespace Kaos.Kubernetes.Tests.Client;

public sealed class ReadContractTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_Recorded_IsRead()
    {
        var version = await ContractCase.RunAsync("version", client => client.VersionAsync(Token));

        version.ShouldBe(new ServerVersion("v1.35.6", "linux/amd64"));
    }

    [Fact]
    public async Task List_Nodes_HasTaintsConditionsAndCapacity()
    {
        var nodes = await ListAsync<Node>("nodes", null);

        nodes.Select(node => node.Metadata.Name).ShouldBe(["node-1", "node-2", "node-3"]);
        nodes.ShouldContain(node =>
            node.Status.Conditions.Any(condition => condition.Type == "Ready" && !condition.IsTrue));
        nodes.ShouldAllBe(node => node.Status.Allocatable["memory"] > Quantity.Zero);
        nodes[0].Metadata.ManagedFields[0].FieldsV1.IsPresent.ShouldBeTrue();
    }

    [Fact]
    public async Task List_Deployments_KeepsFieldSetsForTheTimeline()
    {
        var web = (await ListAsync<Deployment>("shop-deployments", "shop")).Single(item => item.Metadata.Name == "web");

        web.Kind.ShouldBe("Deployment");
        web.ApiVersion.ShouldBe("apps/v1");
        web.Metadata.ManagedFields.ShouldAllBe(entry => entry.FieldsV1.IsPresent && entry.Time != null);
        web.Spec.Template.Spec.Containers[0].EnvFrom[0].ConfigMapRef!.Name.ShouldBe("app-config");
        web.Spec.Selector!.Matches(web.Spec.Template.Metadata.Labels).ShouldBeTrue();
    }

    [Fact]
    public async Task List_OtherKinds_AreRead()
    {
        (await ListAsync<ConfigMap>("shop-configmaps", "shop"))
            .Single(map => map.Metadata.Name == "app-config").Data["mode"].ShouldBe("fast");
        (await ListAsync<Endpoints>("shop-endpoints", "shop")).ShouldNotBeEmpty();
        (await ListAsync<EndpointSlice>("shop-endpointslices", "shop"))
            .ShouldAllBe(slice => slice.ServiceName == "web");
        (await ListAsync<ReplicaSet>("shop-replicasets", "shop"))
            .ShouldAllBe(set => set.Metadata.Controller!.Kind == "Deployment");
        (await ListAsync<ReplicaSet>("replicaset-quota", "quota"))[0].Status.Conditions.ShouldContain(condition =>
            condition.Type == "ReplicaFailure");
        (await ListAsync<Service>("shop-services", "shop"))[0].Spec.Ports[0].TargetPort!.Value.Number.ShouldBe(8080);
        (await ListAsync<StatefulSet>("shop-statefulsets", "shop"))[0].Metadata.Name.ShouldBe("db");
        (await ListAsync<PersistentVolumeClaim>("pvc", "shop"))[0].Spec.StorageClassName.ShouldBe("absent");
        (await ListAsync<PodDisruptionBudget>("pdb", "shop"))[0].Spec.MinAvailable!.Value.Number.ShouldBe(3);
        (await ListAsync<PodMetrics>("pod-metrics", "shop"))[0].Containers[0].Usage["memory"].ToString()
            .ShouldBe("80Mi");
        (await ListAsync<NodeMetrics>("node-metrics", null))[0].Usage["cpu"].MilliValue.ShouldBe(162);
    }

    [Fact]
    public async Task List_Events_ReadsBothForms()
    {
        var events = await ListAsync<Event>("shop-events", "shop");
        var quota = await ListAsync<Event>("quota-events", "quota");

        events.ShouldContain(item => item.EventTime != null && item.LastTimestamp == null);
        events.ShouldContain(item => item.Count > 1);
        events.Concat(quota).ShouldAllBe(item =>
            item.FirstSeen != null && item.LastSeen >= item.FirstSeen && item.Times >= 1 && item.Reporter != "");
        quota.ShouldContain(item => item.Reason == "FailedCreate" && item.Message!.Contains("failed quota"));
    }

    [Fact]
    public async Task List_InPages_FollowsTheContinueToken()
    {
        var (first, second) = (Exchange.Load("pods-list-page1"), Exchange.Load("pods-list-page2"));
        await using var server = await TestServer.ReplayAsync(first, second);
        using var client = server.Client();

        var pages = new List<ListPage<Pod>>();
        await foreach (var page in client.ListPagesAsync<Pod>(new ListQuery("shop", Limit: 2), Token))
        {
            pages.Add(page);
            if (pages.Count == 2)
            {
                break;
            }
        }

        pages.Sum(page => page.Items.Count).ShouldBe(4);
        pages.ShouldAllBe(page => page.ResourceVersion == "698" && !page.IsLast);
        server.Requests.Last().Query["continue"].ShouldBe(second.Query["continue"]);
        server.Requests.Last().Query["limit"].ShouldBe("2");
    }

    [Fact]
    public async Task List_Pods_DropsFieldSetsButKeepsManagers()
    {
        await using var server = await TestServer.ReplayAsync(Exchange.Load("pods-list-page1"));
        using var client = server.Client();

        await foreach (var page in client.ListPagesAsync<Pod>(new ListQuery("shop"), Token))
        {
            page.Items.ShouldAllBe(pod =>
                pod.Metadata.ManagedFields.All(entry => !entry.FieldsV1.IsPresent && entry.Manager != ""));
            break;
        }
    }

    [Theory]
    [InlineData("pods-watch", 698)]
    [InlineData("pods-watch-list", 784)]
    public async Task Watch_Recorded_GivesEveryEventInOrder(string recording, int bookmark)
    {
        var exchange = Exchange.Load(recording);
        await using var server = await TestServer.ReplayAsync(exchange);
        using var client = server.Client();

        var events = new List<WatchEvent<Pod>>();
        await foreach (var change in client.WatchAsync<Pod>(new WatchQuery("0", "shop", TimeoutSeconds: 10), Token))
        {
            events.Add(change);
        }

        events.Count.ShouldBe(
            System.Text.Encoding.UTF8.GetString(exchange.Body)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        events.ShouldContain(change => change.Type == WatchEventType.Bookmark
            && change.Object.Metadata.ResourceVersion == bookmark.ToString(
                System.Globalization.CultureInfo.InvariantCulture));
        events.Where(change => change.Type != WatchEventType.Bookmark)
            .ShouldAllBe(change => change.Object.Metadata.Name != "");
        var query = server.Requests.Single().Query;
        query["allowWatchBookmarks"].ShouldBe("true");
        query["resourceVersion"].ShouldBe("0");
    }

    [Fact]
    public async Task Logs_TailAndPrevious_AreLines()
    {
        var tail = await ContractCase.RunAsync(
            "logs-tail",
            client => LinesAsync(client, new LogQuery(TailLines: 2)));
        var previous = await ContractCase.RunAsync(
            "logs-previous",
            client => LinesAsync(client, new LogQuery(Previous: true, Timestamps: true)));

        tail.ShouldBe(["reading config", "panic: DATABASE_URL is not set"]);
        previous.Count.ShouldBe(3);
        previous[2].ShouldBe("2026-11-20T20:13:15.200000Z panic: DATABASE_URL is not set");
    }

    [Fact]
    public async Task Discover_Aggregated_GivesTypesOfEveryGroup()
    {
        await using var server = await TestServer.StartAsync((context, sent) => TestServer.SendAsync(
            context,
            Exchange.Load(sent.Path switch
            {
                "/api" => "api",
                "/api/v1" => "core-v1-resources",
                _ => "aggregated-discovery",
            })));
        using var client = server.Client();

        var types = await client.DiscoverAsync(Token);

        types.ShouldContain(ResourceType.Of<Pod>());
        types.ShouldContain(ResourceType.Of<Deployment>());
        types.ShouldContain(ResourceType.Of<PodMetrics>());
        types.ShouldNotContain(type => type.Plural.Contains('/'));
        server.Requests.Single(sent => sent.Path == "/apis").Headers["Accept"]
            .ShouldContain("as=APIGroupDiscoveryList");
    }

    [Fact]
    public async Task Discover_OldServer_AsksGroupByGroup()
    {
        await using var server = await TestServer.StartAsync(async (context, sent) =>
        {
            if (sent.Path is "/api" or "/apis" or "/api/v1" or "/apis/apps/v1")
            {
                await TestServer.SendAsync(context, Exchange.Load(sent.Path switch
                {
                    "/api" => "api",
                    "/apis" => "apis",
                    "/api/v1" => "core-v1-resources",
                    _ => "apps-v1-resources",
                }));
            }
            else
            {
                context.Response.StatusCode = 503;
            }
        });
        using var client = server.Client();

        var types = await client.DiscoverAsync(Token);

        types.ShouldContain(ResourceType.Of<Node>());
        types.ShouldContain(ResourceType.Of<StatefulSet>());
        types.ShouldNotContain(type => type.Plural.Contains('/'));
    }

    [Fact]
    public async Task Reviews_Recorded_AreRead()
    {
        var mayI = await ContractCase.RunAsync(
            "ssar",
            client => client.MayIAsync(new AccessQuestion("delete", "", "pods", "shop"), Token));
        var good = await ContractCase.RunAsync("tokenreview", client => client.ReviewTokenAsync("<jwt>", [], Token));
        var bad = await ContractCase.RunAsync(
            "tokenreview-bad", client => client.ReviewTokenAsync("not-a-token", [], Token));

        mayI.Allowed.ShouldBeTrue();
        good.Authenticated.ShouldBeTrue();
        good.User.ShouldBe("system:serviceaccount:shop:reader");
        good.Groups.ShouldContain("system:authenticated");
        bad.Authenticated.ShouldBeFalse();
        bad.Error.ShouldBe("invalid bearer token");
    }

    [Fact]
    public async Task Scale_Recorded_IsRead()
    {
        var scale = await ContractCase.RunAsync(
            "scale-get",
            client => client.GetScaleAsync(ResourceType.Of<Deployment>(), "shop", "web", Token));

        scale.ShouldBe(new Scale(4, 4, "app=web", "737", "c1a54063-4cf5-46b2-aae5-bdc06be41f1a"));
    }

    [Fact]
    public async Task RawList_UnknownKind_IsGivenAsSent()
    {
        var leases = new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", Namespaced: true);

        var body = await ContractCase.RunAsync("leases", client => client.ListRawAsync(leases, new ListQuery(), Token));

        body.ShouldBe(Exchange.Load("leases").Body);
    }

    private static Task<List<T>> ListAsync<T>(string recording, string? @namespace)
        where T : class, IKubernetesObject =>
        ContractCase.RunAsync(recording, async client =>
        {
            var items = new List<T>();
            await foreach (var item in client.ListAsync<T>(new ListQuery(@namespace), Token))
            {
                items.Add(item);
            }

            return items;
        });

    private static async Task<List<string>> LinesAsync(KubernetesClient client, LogQuery query)
    {
        var lines = new List<string>();
        await foreach (var line in client.LogLinesAsync("shop", "crash-6d8d5dc957-zwjhm", query, Token))
        {
            lines.Add(line);
        }

        return lines;
    }
}
