using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Tests.Git;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

/// <summary>
/// Objects as GitOps tools and Helm leave them in a cluster: their marks, and who is booked for which field.
/// </summary>
internal static class Live
{
    public static JsonObject ByArgo(JsonObject live, string app = "shop")
    {
        var metadata = live["metadata"]!;
        metadata["annotations"] ??= new JsonObject();
        metadata["annotations"]!["argocd.argoproj.io/tracking-id"] =
            $"{app}:apps/{live["kind"]}:shop/{metadata["name"]}";
        return Managed(live, "argocd-controller");
    }

    public static JsonObject ByFlux(JsonObject live)
    {
        live["metadata"]!["labels"] = new JsonObject
        {
            ["kustomize.toolkit.fluxcd.io/name"] = "shop",
            ["kustomize.toolkit.fluxcd.io/namespace"] = "flux-system",
        };
        return Managed(live, "kustomize-controller");
    }

    public static JsonObject ByHelm(JsonObject live, string release)
    {
        var metadata = live["metadata"]!;
        metadata["annotations"] ??= new JsonObject();
        metadata["annotations"]!["meta.helm.sh/release-name"] = release;
        metadata["annotations"]!["meta.helm.sh/release-namespace"] = "shop";
        metadata["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "Helm" };
        return Managed(live, "helm");
    }

    /// <summary>Somebody who is booked for this part of the resources of the container, and nothing else.</summary>
    public static JsonObject By(JsonObject live, string manager, string part)
    {
        Managed(live, manager)["metadata"]!["managedFields"]![0]!["fieldsV1"] = JsonNode.Parse(
            """
            {"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:resources":{"f:part":{"f:memory":{}}}}}}}}}
            """.Replace("f:part", part, StringComparison.Ordinal));
        return live;
    }

    /// <summary>KAOS's settings, for that repository.</summary>
    public static void Use(this Origin origin, GitOpsOptions options, string folder = "")
    {
        options.Folder = origin.Copies;
        options.Repositories.Add(new RepositoryOptions { Url = origin.Url, Folder = folder });
    }

    // As a server-side apply or an update of all that was sent.
    private static JsonObject Managed(JsonObject live, string manager)
    {
        live["metadata"]!["managedFields"] = new JsonArray(new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = manager == "helm" ? "Update" : "Apply",
            ["apiVersion"] = live["apiVersion"]?.DeepClone(),
            ["time"] = "2026-11-19T08:00:00Z",
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject(), ["f:data"] = new JsonObject() },
        });
        return live;
    }
}
