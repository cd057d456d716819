using System.Text.Json;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Triage;

/// <summary>The alerts of kubernetes-mixin and node-exporter with the labels that their expressions leave.</summary>
public sealed class KnownAlertsTests
{
    // What Prometheus adds to everything that kube-state-metrics tells.
    private const string Ksm =
        """ "job": "kube-state-metrics", "service": "kube-state-metrics", "pod": "kube-state-metrics-6d7b9c5f4-pq8zt", "container": "kube-state-metrics", "instance": "10.42.0.9:8443" """;
    private const string Exporter =
        """ "namespace": "monitoring", "job": "node-exporter", "pod": "node-exporter-abcde" """;

    private static readonly ClusterSnapshot World = Worlds.FromYaml(
        Worlds.Deployment("shop", "checkout-service") + Worlds.StatefulSet(
            "payments", "payment-db") + Worlds.Node("node-1") +
        Worlds.Deployment("monitoring", "kube-state-metrics") + Worlds.Service("monitoring", "kube-state-metrics") +
        """
        apiVersion: v1
        kind: Pod
        metadata: { name: node-exporter-abcde, namespace: monitoring }
        spec: { nodeName: node-1, containers: [ { name: node-exporter } ] }
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: { name: kube-proxy, namespace: kube-system }
        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: { name: v1beta1.metrics.k8s.io }
        ---
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata: { name: shop-tls, namespace: shop }
        ---

        """);

    [Theory]
    [InlineData("KubePodCrashLooping",
        """ "namespace": "shop", "pod": "checkout-service-7b4d9c6f5d-x2k4p", "container": "app" """,
        "Deployment/shop/checkout-service", SymptomCodes.CrashLoop)]
    [InlineData("KubePodNotReady", """ "namespace": "shop", "pod": "checkout-service-7b4d9c6f5d-x2k4p" """,
        "Deployment/shop/checkout-service", SymptomCodes.NotReady)]
    [InlineData("KubeContainerWaiting",
        """ "namespace": "shop", "pod": "checkout-service-7b4d9c6f5d-x2k4p", "reason": "ImagePullBackOff" """,
        "Deployment/shop/checkout-service", SymptomCodes.ImagePull)]
    [InlineData("KubeDeploymentGenerationMismatch", """ "namespace": "shop", "deployment": "checkout-service", KSM """,
        "Deployment/shop/checkout-service", SymptomCodes.RolloutStuck)]
    [InlineData("KubeDeploymentReplicasMismatch", """ "namespace": "shop", "deployment": "checkout-service", KSM """,
        "Deployment/shop/checkout-service", SymptomCodes.ReplicasMissing)]
    [InlineData("KubeDeploymentRolloutStuck", """ "namespace": "shop", "deployment": "checkout-service", KSM """,
        "Deployment/shop/checkout-service", SymptomCodes.RolloutStuck)]
    [InlineData("KubeStatefulSetReplicasMismatch", """ "namespace": "payments", "statefulset": "payment-db", KSM """,
        "StatefulSet/payments/payment-db", SymptomCodes.ReplicasMissing)]
    [InlineData("KubeStatefulSetUpdateNotRolledOut", """ "namespace": "payments", "statefulset": "payment-db" """,
        "StatefulSet/payments/payment-db", SymptomCodes.RolloutStuck)]
    [InlineData("KubeDaemonSetRolloutStuck", """ "namespace": "kube-system", "daemonset": "kube-proxy", KSM """,
        "DaemonSet/kube-system/kube-proxy", SymptomCodes.RolloutStuck)]
    [InlineData("KubeJobNotCompleted", """ "namespace": "shop", "job_name": "nightly" """, "Job/shop/nightly",
        SymptomCodes.JobStuck)]
    [InlineData("KubeJobFailed", """ "namespace": "shop", "job_name": "nightly", KSM """, "Job/shop/nightly",
        SymptomCodes.JobFailed)]
    [InlineData("KubeHpaMaxedOut", """ "namespace": "shop", "horizontalpodautoscaler": "checkout", KSM """,
        "HorizontalPodAutoscaler/shop/checkout", SymptomCodes.AutoscalerStuck)]
    [InlineData("KubePdbNotEnoughHealthyPods", """ "namespace": "shop", "poddisruptionbudget": "checkout", KSM """,
        "PodDisruptionBudget/shop/checkout", SymptomCodes.NotReady)]
    [InlineData("KubeQuotaExceeded", """ "namespace": "shop", "resourcequota": "team", "resource": "pods", KSM """,
        "ResourceQuota/shop/team", SymptomCodes.Other)]
    [InlineData("CPUThrottlingHigh",
        """ "namespace": "shop", "pod": "checkout-service-7b4d9c6f5d-x2k4p", "container": "app", "instance": "10.0.0.1:10250" """,
        "Deployment/shop/checkout-service", SymptomCodes.Latency)]
    [InlineData("KubePersistentVolumeFillingUp",
        """ "namespace": "payments", "persistentvolumeclaim": "data-payment-db-0", "node": "node-1", "job": "kubelet" """,
        "PersistentVolumeClaim/payments/data-payment-db-0", SymptomCodes.VolumeFilling)]
    [InlineData("KubePersistentVolumeErrors", """ "persistentvolume": "pvc-7c9e", "phase": "Failed" """,
        "PersistentVolume/pvc-7c9e", SymptomCodes.VolumeFailed)]
    [InlineData("KubeNodeNotReady", """ "node": "node-1", "condition": "Ready", KSM, "namespace": "monitoring" """,
        "Node/node-1", SymptomCodes.NodeNotReady)]
    [InlineData("KubeNodePressure",
        """ "node": "node-1", "condition": "DiskPressure", KSM, "namespace": "monitoring" """, "Node/node-1",
        SymptomCodes.NodePressure)]
    [InlineData("KubeletTooManyPods", """ "instance": "10.0.0.1:10250", "node": "node-1" """, "Node/node-1",
        SymptomCodes.NodePressure)]
    [InlineData("NodeFilesystemAlmostOutOfSpace", """ EXPORTER, "instance": "10.0.0.1:9100", "mountpoint": "/" """,
        "Node/node-1", SymptomCodes.NodePressure)]
    [InlineData("NodeClockNotSynchronising", """ EXPORTER, "instance": "not-an-address" """, "Node/node-1",
        SymptomCodes.NodeNotReady)]
    [InlineData("KubeAggregatedAPIDown", """ "name": "v1beta1.metrics.k8s.io", "namespace": "default" """,
        "APIService/v1beta1.metrics.k8s.io", SymptomCodes.ApiUnavailable)]
    [InlineData("CertManagerCertNotReady",
        """ "name": "shop-tls", "exported_namespace": "shop", "namespace": "cert-manager", "pod": "cert-manager-0" """,
        "Certificate/shop/shop-tls", SymptomCodes.ResourceUnhealthy)]
    [InlineData("KubeAPIDown", """ "job": "apiserver" """, "Namespace/kube-system", SymptomCodes.ApiUnavailable)]
    [InlineData("KubeProxyDown", """ "job": "kube-proxy" """, "DaemonSet/kube-system/kube-proxy",
        SymptomCodes.NotReady)]
    [InlineData("KubeAPIErrorBudgetBurn", """ "long": "1h", "short": "5m" """, "Namespace/kube-system",
        SymptomCodes.ApiUnavailable)]
    [InlineData("KubeCPUOvercommit", """ "severity": "warning" """, "Namespace/kube-system", SymptomCodes.Other)]
    [InlineData("KubeletDown", """ "severity": "critical" """, "Namespace/kube-system", SymptomCodes.NodeNotReady)]
    public void Alert_AsPrometheusSendsIt_HasItsSymptomAndSubject(
        string name, string labels, string subject, string symptom)
    {
        var text = labels.Replace("KSM", Ksm, StringComparison.Ordinal)
            .Replace("EXPORTER", Exporter, StringComparison.Ordinal);

        var reading = Read($$"""{ "labels": { "alertname": "{{name}}", {{text}} } }""");

        reading.Signal.ShouldNotBeNull(reading.Problem?.Message);
        (reading.Signal.Subject.ToString(), reading.Signal.Symptom).ShouldBe((subject, symptom));
    }

    [Theory]
    [InlineData("Watchdog")]
    [InlineData("InfoInhibitor")]
    [InlineData("DeadMansSwitch")]
    public void Alert_OfThePipelineItself_IsNeverASignal(string name)
    {
        var reading = Read(
            $$"""{ "labels": { "alertname": "{{name}}", "namespace": "shop", "severity": "critical" } }""");

        (reading.Signal, reading.Problem).ShouldBe((null, null));
        reading.Ignored.ShouldNotBeNullOrEmpty();
    }

    private static AlertReading Read(string alert)
    {
        using var json = JsonDocument.Parse($$"""{ "alerts": [ {{alert}} ] }""");
        return AlertmanagerSignals.Read(json.RootElement, [World], (_, _) => "t").Value.Single();
    }
}
