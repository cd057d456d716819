using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.ControlPlane;

// What is there before anybody applies anything: the bootstrap policy, a local APIService for each group, and the
// scenario's own accounts and grants. It draws its ids apart, so that it changes no scenario's names.
internal sealed class Bootstrap(World world, int seed)
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private static readonly Author Server = new("kube-apiserver");

    private readonly Chance _ids = new(~seed);

    public void Run(IEnumerable<JsonObject> grants)
    {
        foreach (var item in Yaml.Documents(Policy()))
        {
            item["apiVersion"] = $"{Rbac}/v1";
            var metadata = item.Make("metadata");
            metadata.Make("labels")["kubernetes.io/bootstrapping"] = "rbac-defaults";
            metadata.Make("annotations")["rbac.authorization.kubernetes.io/autoupdate"] = "true";
            Make(item, Server);
        }

        foreach (var type in ResourceTypes.All.DistinctBy(type => type.ApiVersion))
        {
            Make(ApiService(type), Server);
        }

        foreach (var item in grants)
        {
            Make(item.Copy(), new Author("kubectl-create"));
        }
    }

    private void Make(JsonObject item, Author author)
    {
        var type = ResourceTypes.OfKind(item.Text("apiVersion"), item.Text("kind"))
            ?? throw new InvalidDataException($"The policy holds a kind that is not served: {item.Text("kind")}.");
        item.Map("roleRef")?.Default("apiGroup", Rbac);
        foreach (var subject in item.Items("subjects").Where(subject => subject.Text("kind") != "ServiceAccount"))
        {
            subject.Default("apiGroup", Rbac);
        }

        world.Create(type, item, author, ids: _ids);
    }

    private JsonObject ApiService(ResourceType type)
    {
        var isLocal = type.Group != "metrics.k8s.io";
        var spec = new JsonObject
        {
            ["group"] = type.Group,
            ["version"] = type.Version,
            ["groupPriorityMinimum"] = isLocal ? 17000 : 100,
            ["versionPriority"] = isLocal ? 15 : 100,
        };
        if (!isLocal)
        {
            spec["service"] = new JsonObject
            {
                ["name"] = "metrics-server",
                ["namespace"] = "kube-system",
                ["port"] = 443,
            };
            spec["insecureSkipTLSVerify"] = true;
        }

        return new JsonObject
        {
            ["apiVersion"] = "apiregistration.k8s.io/v1",
            ["kind"] = "APIService",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{type.Version}.{type.Group}",
                ["labels"] = isLocal
                    ? new JsonObject { ["kube-aggregator.kubernetes.io/automanaged"] = "onstart" }
                    : new JsonObject { ["k8s-app"] = "metrics-server" },
            },
            ["spec"] = spec,
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Available",
                    ["status"] = "True",
                    ["lastTransitionTime"] = Json.Stamp(world.Now),
                    ["reason"] = isLocal ? "Local" : "Passed",
                    ["message"] = isLocal ? "Local APIServices are always available" : "all checks passed",
                }),
            },
        };
    }

    private static string Policy()
    {
        using var stream = typeof(Bootstrap).Assembly.GetManifestResourceStream(
            "Kaos.PracticeCluster.ControlPlane.policy.yaml")
            ?? throw new InvalidOperationException("policy.yaml is not embedded in the practice cluster's assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
