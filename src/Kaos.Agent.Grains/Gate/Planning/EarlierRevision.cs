using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// The pod template of an earlier revision: ReplicaSets keep a Deployment's, ControllerRevisions those of the others.
/// </summary>
internal static class EarlierRevision
{
    /// <param name="wanted">The revision's number; null: the newest before the present one.</param>
    /// <returns><c>template</c> and <c>revision</c>; null when there is no such revision.</returns>
    /// <exception cref="KubernetesException">The revisions could not be read.</exception>
    public static async Task<JsonObject?> FindAsync(
        IKubernetesReader reader, JsonObject live, string? wanted, CancellationToken cancellationToken)
    {
        var ofDeployment = JsonPath.Text(live, "kind") == "Deployment";
        var type = ofDeployment ? ResourceType.Of<ReplicaSet>() : ResourceType.Of<ControllerRevision>();
        var query = new ListQuery(JsonPath.Text(live, "metadata", "namespace"), Selector(live));
        var list = JsonNode.Parse(await reader.ListRawAsync(type, query, cancellationToken));
        return Among((list?["items"] as JsonArray ?? []), live, wanted);
    }

    /// <param name="kept">ReplicaSets or ControllerRevisions, whosever they are.</param>
    public static JsonObject? Among(IEnumerable<JsonNode?> kept, JsonObject live, string? wanted)
    {
        var ofDeployment = JsonPath.Text(live, "kind") == "Deployment";
        var uid = JsonPath.Text(live, "metadata", "uid");
        var known = kept
            .Where(item =>
                (JsonPath.Find(item, "metadata", "ownerReferences") as JsonArray ?? [])
                    .Any(owner => JsonPath.Text(owner, "uid") == uid))
            .Select(item => (Number: Number(item, ofDeployment), Template: Template(item, ofDeployment)))
            .Where(revision => revision.Template is not null)
            .OrderByDescending(revision => revision.Number).ToArray();
        var found = long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? known.FirstOrDefault(revision => revision.Number == number)
            : known.Skip(1).FirstOrDefault();
        return found.Template is { } template
            ? new JsonObject { ["template"] = template, ["revision"] = found.Number }
            : null;
    }

    private static long Number(JsonNode? item, bool ofDeployment) => ofDeployment
        ? long.TryParse(
            JsonPath.Text(item, "metadata", "annotations", "deployment.kubernetes.io/revision"), NumberStyles.None,
            CultureInfo.InvariantCulture, out var revision) ? revision : 0
        : JsonPath.Number(item, "revision") ?? 0;

    // What the controller adds to make its pods its own is no part of the template.
    private static JsonObject? Template(JsonNode? item, bool ofDeployment)
    {
        var template = JsonPath.Find(item, ofDeployment ? ["spec", "template"] : ["data", "spec", "template"])
            ?.DeepClone() as JsonObject;
        template?.Remove("$patch");
        (JsonPath.Find(template, "metadata", "labels") as JsonObject)?.Remove("pod-template-hash");
        return template;
    }

    private static string Selector(JsonObject live) => string.Join(
        ',', (JsonPath.Find(live, "spec", "selector", "matchLabels") as JsonObject ?? [])
        .Select(label => $"{label.Key}={label.Value}"));
}
