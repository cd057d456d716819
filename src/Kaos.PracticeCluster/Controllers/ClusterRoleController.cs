using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// Sums up the rules of the roles that an aggregated ClusterRole selects. A role that changes may count in any.
internal sealed class ClusterRoleController(World world) : IController
{
    private static readonly Author Aggregation = new("clusterrole-aggregation-controller");

    public ResourceType Type => ResourceTypes.ClusterRoles;

    public void Reconcile(string ns, string name)
    {
        var roles = world.Store.List(Type).OrderBy(role => role.Text("metadata", "name"), StringComparer.Ordinal)
            .ToList();
        foreach (var sum in roles.Where(role => role.Has("aggregationRule")))
        {
            var rules = Json.Array(roles
                .Where(role => role != sum && sum.Items("aggregationRule", "clusterRoleSelectors")
                    .Any(selector => Selectors.Matches(selector, role.Labels("metadata", "labels"))))
                .SelectMany(role => role.Items("rules"))
                .DistinctBy(rule => rule.ToJsonString()).Select(rule => rule.Copy()));
            if (!JsonNode.DeepEquals(sum["rules"], rules))
            {
                world.Modify(Type, "", sum.Text("metadata", "name"), Aggregation, role => role["rules"] = rules);
            }
        }
    }
}
