using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

internal sealed class BudgetController(World world) : IController
{
    public ResourceType Type => ResourceTypes.Budgets;

    public void Reconcile(string ns, string name) =>
        world.Modify(Type, ns, name, Author.ControllersStatus, budget =>
        {
            var pods = Pods(world, budget);
            var healthy = pods.Count(Owners.IsReady);
            var expected = pods.Count;
            var desired = budget.Has("spec", "maxUnavailable")
                ? expected - Share(budget.Text("spec", "maxUnavailable"), expected)
                : Share(budget.Text("spec", "minAvailable"), expected);
            var allowed = expected == 0 ? 0 : Math.Max(0, healthy - desired);
            var status = budget.Make("status");
            status["observedGeneration"] = budget.NumberOr(1, "metadata", "generation");
            status["disruptionsAllowed"] = allowed;
            status["currentHealthy"] = healthy;
            status["desiredHealthy"] = desired;
            status["expectedPods"] = expected;
            Conditions.Set(budget, "DisruptionAllowed", allowed > 0 ? "True" : "False",
                allowed > 0 ? "SufficientPods" : "InsufficientPods", "", world.Now);
        });

    public static List<JsonObject> Pods(World world, JsonObject budget) =>
        [.. world.Store.List(ResourceTypes.Pods, budget.Text("metadata", "namespace"))
            .Where(pod => !pod.Has("metadata", "deletionTimestamp")
                && Selectors.Matches(budget.At("spec", "selector"), pod.Labels("metadata", "labels")))];

    private static int Share(string value, int of) =>
        value.EndsWith('%')
            ? (int)Math.Ceiling(Quantity.Parse(value[..^1]) * of / 100)
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
