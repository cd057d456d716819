using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// Keeps a quota's "used" and refuses pods that do not fit, in the words of the real admission plugin.
internal sealed class QuotaController(World world) : IController
{
    public ResourceType Type => ResourceTypes.ResourceQuotas;

    public void Reconcile(string ns, string name) =>
        world.Modify(Type, ns, name, Author.ControllersStatus, quota =>
        {
            var status = quota.Make("status");
            status["hard"] = quota.At("spec", "hard")?.DeepClone() ?? new JsonObject();
            var used = new JsonObject();
            foreach (var resource in quota.Labels("spec", "hard").Keys)
            {
                used[resource] = Write(resource, Used(ns, resource));
            }

            status["used"] = used;
        });

    public void Admit(JsonObject pod)
    {
        var ns = pod.Text("metadata", "namespace");
        foreach (var quota in world.Store.List(Type, ns))
        {
            Check(quota, pod, ns);
        }
    }

    private void Check(JsonObject quota, JsonObject pod, string ns)
    {
        var name = quota.Text("metadata", "name");
        var hard = quota.Labels("spec", "hard");
        var missing = hard.Keys.Where(resource => resource.Contains('.', StringComparison.Ordinal)
            && !Names(pod, resource))
            .Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            var containers = string.Join(",", pod.Items("spec", "containers").Select(one => one.Text("name")));
            throw Refuse(pod,
                $"failed quota: {name}: must specify {string.Join("; ", missing.Select(one => $"{one} for: {containers}"))}");
        }

        var over = hard.Where(pair => Used(ns, pair.Key) + Of(pod, pair.Key) > Quantity.Parse(pair.Value) + 1e-9)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        if (over.Count > 0)
        {
            string List(Func<KeyValuePair<string, string>, string> value) =>
                string.Join(",", over.Select(pair => $"{pair.Key}={value(pair)}"));
            throw Refuse(pod, $"exceeded quota: {name}, requested: {List(pair => Write(pair.Key, Of(pod, pair.Key)))}, "
                + $"used: {List(pair => Write(pair.Key, Used(ns, pair.Key)))}, limited: {List(pair => pair.Value)}");
        }
    }

    private double Used(string ns, string resource) =>
        world.Store.List(ResourceTypes.Pods, ns)
            .Where(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
            .Sum(pod => Of(pod, resource));

    private static ApiFailure Refuse(JsonObject pod, string why) =>
        ApiFailure.Refused(ResourceTypes.Pods, pod.Text("metadata", "name"), why);

    private static bool Names(JsonObject pod, string resource) =>
        pod.Items("spec", "containers").All(container => container.Has(["resources", .. resource.Split('.')]));

    private static double Of(JsonObject pod, string resource) => resource switch
    {
        "pods" or "count/pods" => 1,
        "cpu" or "memory" => Of(pod, $"requests.{resource}"),
        _ => pod.Items("spec", "containers")
            .Sum(container => Quantity.Parse(container.Text(["resources", .. resource.Split('.')]))),
    };

    private static string Write(string resource, double value) =>
        resource.EndsWith("memory", StringComparison.Ordinal) ? value == 0 ? "0" : Quantity.Mebibytes(value)
        : value == Math.Floor(value) ? value.ToString(CultureInfo.InvariantCulture) : Quantity.Millicores(value);
}
