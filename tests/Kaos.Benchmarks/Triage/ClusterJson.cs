using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Benchmarks.Triage;

/// <summary>
/// The JSON of generated objects as an API server sends it: with the managed fields, probes, volumes, tolerations and
/// identifiers that a model leaves out, so that a decoder has as much to skip as in life. A pod has about 5 KB.
/// </summary>
/// <param name="managed">With managed fields, as in a list over the API; kubectl leaves them out of what it
/// writes.</param>
internal sealed class ClusterJson(int seed, bool managed)
{
    private readonly Random random = new(seed);

    public JsonObject Of<T>(T model)
        where T : class, IKubernetesObject
    {
        var json = Bare(
            JsonSerializer.SerializeToNode(model, KubernetesJson.Default.GetTypeInfo(typeof(T))!)) as JsonObject ?? [];
        var meta = json["metadata"]!.AsObject();
        meta["uid"] ??= Hex(32);
        meta["resourceVersion"] = random.Next(1_000_000).ToString(CultureInfo.InvariantCulture);
        meta["creationTimestamp"] ??= "2026-02-20T11:12:13Z";
        if (managed)
        {
            meta["managedFields"] = Managed();
        }

        if (model is Pod)
        {
            Fill(json);
        }

        return json;
    }

    // What a model holds by default is not in the answer of a server.
    private static JsonNode? Bare(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map.ToList())
                {
                    if (Bare(value) is null)
                    {
                        map.Remove(key);
                    }
                }

                return map.Count == 0 ? null : map;
            case JsonArray list:
                foreach (var item in list)
                {
                    Bare(item);
                }

                return list.Count == 0 ? null : list;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String && text.GetValue<string>().Length == 0:
                return null;
            default:
                return node;
        }
    }

    private void Fill(JsonObject pod)
    {
        var meta = pod["metadata"]!.AsObject();
        meta["generateName"] = meta["name"]!.GetValue<string>()[..^4];
        var spec = pod["spec"]!.AsObject();

        // What comes from the template is the same in every pod of a workload; what the cluster adds is not.
        var image = spec["containers"]![0]!["image"]!.GetValue<string>();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)));
        meta["annotations"] = Parse($$"""
            {"prometheus.io/scrape":"true","prometheus.io/port":"9090","checksum/config":"{{digest}}",
             "kubectl.kubernetes.io/restartedAt":"2026-02-27T08:15:00Z"}
            """);
        var token = "kube-api-access-" + Hex(5);
        spec["volumes"] = Parse($$$"""
            [{"name":"{{{token}}}","projected":{"defaultMode":420,"sources":[
               {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
               {"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}},
               {"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"},"path":"namespace"}]}}]}},
             {"name":"scratch","emptyDir":{}}]
            """);
        spec["tolerations"] = Parse("""
            [{"effect":"NoExecute","key":"node.kubernetes.io/not-ready","operator":"Exists","tolerationSeconds":300},
             {"effect":"NoExecute","key":"node.kubernetes.io/unreachable","operator":"Exists","tolerationSeconds":300}]
            """);
        foreach (var (key, value) in Parse("""
            {"dnsPolicy":"ClusterFirst","enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority","priority":0,
             "restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{"fsGroup":2000},
             "serviceAccount":"default","serviceAccountName":"default","terminationGracePeriodSeconds":30}
            """).AsObject().ToList())
        {
            spec[key] = value?.DeepClone();
        }

        foreach (var container in spec["containers"]!.AsArray().OfType<JsonObject>())
        {
            container["imagePullPolicy"] = "IfNotPresent";
            container["ports"] = Parse("""[{"containerPort":8080,"name":"http","protocol":"TCP"}]""");
            container["livenessProbe"] = Probe("/healthz");
            container["readinessProbe"] = Probe("/readyz");
            container["securityContext"] = Parse(
                """{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"runAsNonRoot":true}""");
            container["terminationMessagePath"] = "/dev/termination-log";
            container["terminationMessagePolicy"] = "File";
            container["volumeMounts"] = Parse($$"""
                [{"mountPath":"/tmp","name":"scratch"},
                 {"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"{{token}}","readOnly":true}]
                """);
        }

        var status = pod["status"]!.AsObject();
        status["hostIP"] = "10.0.0." + spec["nodeName"]!.GetValue<string>().Split('-')[^1];
        status["podIP"] = Address();
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = status["podIP"]!.DeepClone() } as JsonNode);
        status["qosClass"] = "Burstable";
        foreach (var type in new[] { "Initialized", "ContainersReady", "PodScheduled", "PodReadyToStartContainers" })
        {
            // Only Ready bears on the faults; the others are there to be skipped over.
            var condition = Parse(
                """{"lastProbeTime":null,"lastTransitionTime":"2026-02-28T04:00:00Z","status":"True"}""");
            condition["type"] = type;
            status["conditions"]!.AsArray().Add(condition);
        }

        foreach (var container in status["containerStatuses"]!.AsArray().OfType<JsonObject>())
        {
            container["containerID"] = "containerd://" + Hex(64);
            container["image"] = image;
            container["imageID"] = "registry.example/image@sha256:" + digest;
        }
    }

    private static JsonNode Probe(string path) => Parse($$"""
        {"failureThreshold":3,"httpGet":{"path":"{{path}}","port":"http","scheme":"HTTP"},"initialDelaySeconds":5,
         "periodSeconds":10,"successThreshold":1,"timeoutSeconds":1}
        """);

    private static JsonNode Managed() => Parse("""
        [{"apiVersion":"v1","fieldsType":"FieldsV1","manager":"kube-controller-manager","operation":"Update","time":"2026-02-28T04:00:00Z",
          "fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:checksum/config":{},"f:prometheus.io/port":{},"f:prometheus.io/scrape":{}},
           "f:generateName":{},"f:labels":{".":{},"f:app":{},"f:tier":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"u\"}":{}}},
           "f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:env":{".":{},"k:{\"name\":\"PEER_URL\"}":{".":{},"f:name":{},"f:value":{}}},
           "f:envFrom":{},"f:image":{},"f:imagePullPolicy":{},"f:livenessProbe":{".":{},"f:failureThreshold":{},"f:httpGet":{".":{},"f:path":{},
           "f:port":{},"f:scheme":{}},"f:periodSeconds":{}},"f:name":{},"f:ports":{},"f:readinessProbe":{".":{},"f:httpGet":{}},
           "f:resources":{".":{},"f:limits":{".":{},"f:memory":{}}},"f:terminationMessagePath":{},"f:volumeMounts":{}}},
           "f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:volumes":{}}}},
         {"apiVersion":"v1","fieldsType":"FieldsV1","manager":"kubelet","operation":"Update","subresource":"status","time":"2026-02-28T04:00:10Z",
          "fieldsV1":{"f:status":{"f:conditions":{"k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},
           "f:status":{},"f:type":{}},"k:{\"type\":\"Ready\"}":{".":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}}},
           "f:containerStatuses":{},"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"i\"}":{".":{},"f:ip":{}}},"f:startTime":{}}}}]
        """);

    private string Address() =>
        string.Create(CultureInfo.InvariantCulture, $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}");

    private string Hex(int digits) =>
        string.Concat(Enumerable.Range(0, digits).Select(_ => "0123456789abcdef"[random.Next(16)]));

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
