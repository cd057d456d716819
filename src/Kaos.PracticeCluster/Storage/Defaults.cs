using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Simulation;

namespace Kaos.PracticeCluster.Storage;

// What the real server fills in when a client leaves it out; only what clients are known to read.
internal static class Defaults
{
    public static void Apply(ResourceType type, JsonObject item, Chance chance)
    {
        switch (type.Kind)
        {
            case "Deployment":
                Deployment(item.Make("spec"));
                break;
            case "ReplicaSet":
                item.Make("spec").Default("replicas", 1);
                PodSpec(item.Make("spec", "template", "spec"));
                break;
            case "StatefulSet":
                StatefulSet(item.Make("spec"));
                break;
            case "DaemonSet":
                item.Make("spec").Default("revisionHistoryLimit", 10);
                item.Make("spec").Default("updateStrategy", new JsonObject
                {
                    ["type"] = "RollingUpdate",
                    ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = 1, ["maxSurge"] = 0 },
                });
                PodSpec(item.Make("spec", "template", "spec"));
                break;
            case "Job":
                Job(item);
                break;
            case "Pod":
                Pod(item);
                break;
            case "Service":
                Service(item, chance);
                break;
            case "Namespace":
                item.Make("metadata", "labels")["kubernetes.io/metadata.name"] = item.Text("metadata", "name");
                item.Default("spec", new JsonObject { ["finalizers"] = new JsonArray("kubernetes") });
                item.Default("status", new JsonObject { ["phase"] = "Active" });
                break;
            case "Secret":
                item.Default("type", "Opaque");
                break;
        }
    }

    private static void Deployment(JsonObject spec)
    {
        spec.Default("replicas", 1);
        PodSpec(spec.Make("template", "spec"));
        spec.Default("strategy", new JsonObject { ["type"] = "RollingUpdate" });
        if (spec.Text("strategy", "type") is "RollingUpdate" or "")
        {
            spec.Make("strategy")["type"] = "RollingUpdate";
            spec.Make("strategy", "rollingUpdate").Default("maxUnavailable", "25%");
            spec.Make("strategy", "rollingUpdate").Default("maxSurge", "25%");
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
    }

    private static void StatefulSet(JsonObject spec)
    {
        spec.Default("replicas", 1);
        PodSpec(spec.Make("template", "spec"));
        spec.Default("podManagementPolicy", "OrderedReady");
        spec.Default("updateStrategy", new JsonObject
        {
            ["type"] = "RollingUpdate",
            ["rollingUpdate"] = new JsonObject { ["partition"] = 0 },
        });
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("persistentVolumeClaimRetentionPolicy",
            new JsonObject { ["whenDeleted"] = "Retain", ["whenScaled"] = "Retain" });
    }

    private static void Job(JsonObject item)
    {
        var spec = item.Make("spec");
        spec.Default("parallelism", 1);
        spec.Default("completions", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        var uid = item.Text("metadata", "uid");
        var labels = spec.Make("template", "metadata", "labels");
        foreach (var (key, value)
            in new[] { ("batch.kubernetes.io/controller-uid", uid), ("batch.kubernetes.io/job-name", item.Text("metadata", "name")) })
        {
            labels.Default(key, value);
        }

        spec.Default("selector", new JsonObject
        {
            ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid },
        });
        PodSpec(spec.Make("template", "spec"));
    }

    private static void Pod(JsonObject item)
    {
        var spec = item.Make("spec");
        PodSpec(spec);
        spec.Default("serviceAccountName", "default");
        spec.Default("serviceAccount", spec.Text("serviceAccountName"));
        spec.Default("tolerations", new JsonArray(Toleration("not-ready"), Toleration("unreachable")));
        spec.Default("priority", 0);
        spec.Default("enableServiceLinks", true);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        item.Make("status").Default("phase", "Pending");
        item.Make("status").Default("qosClass", QualityClass(spec));
    }

    private static JsonObject Toleration(string condition) => new()
    {
        ["key"] = $"node.kubernetes.io/{condition}",
        ["operator"] = "Exists",
        ["effect"] = "NoExecute",
        ["tolerationSeconds"] = 300,
    };

    private static void PodSpec(JsonObject spec)
    {
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            Container(container);
        }

        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
    }

    private static void Container(JsonObject container)
    {
        foreach (var port in container.Items("ports"))
        {
            port.Default("protocol", "TCP");
        }

        foreach (var name in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            if (container.Map(name) is { } probe)
            {
                probe.Map("httpGet")?.Default("scheme", "HTTP");
                probe.Default("timeoutSeconds", 1);
                probe.Default("periodSeconds", 10);
                probe.Default("successThreshold", 1);
                probe.Default("failureThreshold", 3);
            }
        }

        container.Default("resources", new JsonObject());
        if (container.Map("resources", "limits") is { } limits)
        {
            foreach (var (key, value) in limits.ToList())
            {
                container.Make("resources", "requests").Default(key, value?.DeepClone());
            }
        }

        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        var image = container.Text("image");
        container.Default("imagePullPolicy", image.EndsWith(":latest", StringComparison.Ordinal) ? "Always"
            : "IfNotPresent");
    }

    private static void Service(JsonObject item, Chance chance)
    {
        var spec = item.Make("spec");
        foreach (var port in spec.Items("ports"))
        {
            port.Default("protocol", "TCP");
            port.Default("targetPort", port["port"]?.DeepClone());
        }

        spec.Default("type", "ClusterIP");
        spec.Default("clusterIP", $"10.96.{chance.Next(250)}.{1 + chance.Next(250)}");
        spec.Default("clusterIPs", new JsonArray(spec.Text("clusterIP")));
        spec.Default("sessionAffinity", "None");
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        spec.Default("ipFamilyPolicy", "SingleStack");
        spec.Default("internalTrafficPolicy", "Cluster");
        item.Default("status", new JsonObject { ["loadBalancer"] = new JsonObject() });
    }

    private static string QualityClass(JsonObject spec)
    {
        var containers = spec.Items("containers").ToList();
        if (containers.TrueForAll(one => one.At("resources") is not JsonObject { Count: > 0 }))
        {
            return "BestEffort";
        }

        return containers.TrueForAll(one => one.Has("resources", "limits", "cpu")
            && one.Has("resources", "limits", "memory")
            && JsonNode.DeepEquals(one.At("resources", "limits"), one.At("resources", "requests"))) ? "Guaranteed"
                : "Burstable";
    }
}
