using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// One pod at a time, in order: up from the lowest ordinal, down and updated from the highest.
internal sealed class StatefulSetController(World world) : IController
{
    private const string RevisionKey = "controller-revision-hash";

    public ResourceType Type => ResourceTypes.StatefulSets;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, ns, name) is not { } set)
        {
            return;
        }

        var revision = Revision(set);
        var pods = world.Owned(ResourceTypes.Pods, set).OrderBy(pod => Ordinal(pod, name)).ToList();
        Step(set, pods, revision);
        UpdateStatus(ns, name, revision);
    }

    private void Step(JsonObject set, List<JsonObject> pods, string revision)
    {
        var name = set.Text("metadata", "name");
        var wanted = (int)set.Number("spec", "replicas");
        var parallel = set.Text("spec", "podManagementPolicy") == "Parallel";
        for (var ordinal = 0; ordinal < wanted; ordinal++)
        {
            var pod = pods.Find(one => Ordinal(one, name) == ordinal);
            if (pod is null)
            {
                Create(set, ordinal, revision);
            }

            if (!parallel && (pod is null || !Owners.IsReady(pod) || pod.Has("metadata", "deletionTimestamp")))
            {
                return;
            }
        }

        if (pods.LastOrDefault() is { } last && Ordinal(last, name) >= wanted)
        {
            Remove(set, last);
            return;
        }

        if (pods.TrueForAll(pod => !pod.Has("metadata", "deletionTimestamp"))
            && pods.LastOrDefault(pod => pod.Text("metadata", "labels", RevisionKey) != revision) is { } outdated
            && set.Text("spec", "updateStrategy", "type") != "OnDelete")
        {
            Remove(set, outdated);
        }
    }

    private void Create(JsonObject set, int ordinal, string revision)
    {
        var name = $"{set.Text("metadata", "name")}-{ordinal.ToString(CultureInfo.InvariantCulture)}";
        var pod = PodTemplates.Pod(Type, set, name);
        var labels = pod.Make("metadata", "labels");
        labels["apps.kubernetes.io/pod-index"] = ordinal.ToString(CultureInfo.InvariantCulture);
        labels[RevisionKey] = revision;
        labels["statefulset.kubernetes.io/pod-name"] = name;
        pod.Make("spec")["hostname"] = name;
        pod.Make("spec")["subdomain"] = set.Text("spec", "serviceName");
        foreach (var claim in set.Items("spec", "volumeClaimTemplates"))
        {
            Claim(set, pod, claim);
        }

        world.Create(ResourceTypes.Pods, pod, Author.Controllers);
        world.Events.Normal(Type, set, "SuccessfulCreate",
            $"Create Pod {name} in StatefulSet {set.Text("metadata", "name")} successful", "statefulset-controller");
    }

    private void Claim(JsonObject set, JsonObject pod, JsonObject template)
    {
        var volume = template.Text("metadata", "name");
        var name = $"{volume}-{pod.Text("metadata", "name")}";
        var ns = set.Text("metadata", "namespace");
        if (pod.Make("spec")["volumes"] is not JsonArray volumes)
        {
            volumes = [];
            pod.Make("spec")["volumes"] = volumes;
        }

        volumes.Add(new JsonObject
        {
            ["name"] = volume,
            ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = name },
        });
        if (world.Get(ResourceTypes.VolumeClaims, ns, name) is null)
        {
            var spec = template.Map("spec")?.Copy() ?? [];
            spec["volumeName"] = $"pvc-{world.Chance.Uid()}";
            world.Create(ResourceTypes.VolumeClaims, new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["namespace"] = ns,
                    ["labels"] = set.At("spec", "selector", "matchLabels")?.DeepClone(),
                },
                ["spec"] = spec,
                ["status"] = new JsonObject
                {
                    ["phase"] = "Bound",
                    ["accessModes"] = spec.At("accessModes")?.DeepClone(),
                    ["capacity"] = spec.At("resources", "requests")?.DeepClone(),
                },
            }, Author.Controllers);
        }
    }

    private void Remove(JsonObject set, JsonObject pod)
    {
        if (!pod.Has("metadata", "deletionTimestamp"))
        {
            world.Delete(Owners.KeyOf(ResourceTypes.Pods, pod));
            world.Events.Normal(Type, set, "SuccessfulDelete",
                $"Delete Pod {pod.Text("metadata", "name")} in StatefulSet {set.Text("metadata", "name")} successful",
                "statefulset-controller");
        }
    }

    private string Revision(JsonObject set)
    {
        var template = set.Map("spec", "template") ?? [];
        var name = $"{set.Text("metadata", "name")}-{Chance.TemplateHash(template.ToJsonString())}";
        var ns = set.Text("metadata", "namespace");
        if (world.Get(ResourceTypes.ControllerRevisions, ns, name) is null)
        {
            var known = world.Owned(ResourceTypes.ControllerRevisions, set);
            world.Create(ResourceTypes.ControllerRevisions, new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["namespace"] = ns,
                    ["labels"] = set.At("spec", "selector", "matchLabels")?.DeepClone(),
                    ["ownerReferences"] = Owners.Reference(Type, set),
                },
                ["data"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template.Copy() } },
                ["revision"] = known.Count == 0 ? 1 : known.Max(one => one.Number("revision")) + 1,
            }, Author.Controllers);
        }

        return name;
    }

    private void UpdateStatus(string ns, string name, string revision) =>
        world.Modify(Type, ns, name, Author.ControllersStatus, item =>
        {
            var pods = world.ActivePods(item);
            var status = item.Make("status");
            var updated = pods.Count(pod => pod.Text("metadata", "labels", RevisionKey) == revision);
            var ready = pods.Count(Owners.IsReady);
            status["observedGeneration"] = item.NumberOr(1, "metadata", "generation");
            status["replicas"] = pods.Count;
            Conditions.Count(status, "readyReplicas", ready);
            if (updated == pods.Count || !status.Has("currentRevision"))
            {
                status["currentRevision"] = revision;
            }

            Conditions.Count(status, "currentReplicas",
                pods.Count(pod => pod.Text("metadata", "labels", RevisionKey) == status.Text("currentRevision")));
            Conditions.Count(status, "updatedReplicas", updated);
            status["updateRevision"] = revision;
            status["collisionCount"] = 0;
            Conditions.Count(status, "availableReplicas", ready);
        });

    private static int Ordinal(JsonObject pod, string set) =>
        int.TryParse(pod.Text("metadata", "name").AsSpan(set.Length + 1), NumberStyles.None,
            CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal : int.MaxValue;
}
