namespace Kaos.Agent.Grains.Desk;

/// <summary>What people call the kinds of objects, short names included. Pure.</summary>
internal static class IntakeKinds
{
    private static readonly Dictionary<string, string> Words = Make(
        ("Pod", ["pod", "pods", "po", "container", "containers"]),
        ("Deployment", ["deployment", "deployments", "deploy", "deploys"]),
        ("StatefulSet", ["statefulset", "statefulsets", "sts"]),
        ("DaemonSet", ["daemonset", "daemonsets", "ds"]),
        ("ReplicaSet", ["replicaset", "replicasets", "rs"]),
        ("Job", ["job", "jobs"]),
        ("CronJob", ["cronjob", "cronjobs", "cj"]),
        ("Service", ["service", "services", "svc", "svcs"]),
        ("Ingress", ["ingress", "ingresses", "ing"]),
        ("ConfigMap", ["configmap", "configmaps", "cm"]),
        ("PersistentVolumeClaim",
            ["pvc", "pvcs", "persistentvolumeclaim", "persistentvolumeclaims", "claim", "claims"]),
        ("PersistentVolume", ["pv", "pvs", "persistentvolume", "persistentvolumes"]),
        ("Node", ["node", "nodes", "no"]),
        ("Namespace", ["namespace", "namespaces", "ns"]),
        ("Event", ["event", "events", "ev"]),
        ("HorizontalPodAutoscaler", ["hpa", "hpas", "autoscaler", "autoscalers"]),
        ("ResourceQuota", ["quota", "quotas", "resourcequota", "resourcequotas"]),
        ("NetworkPolicy", ["networkpolicy", "networkpolicies", "netpol", "netpols"]),
        ("ServiceAccount", ["serviceaccount", "serviceaccounts", "sa"]),
        ("StorageClass", ["storageclass", "storageclasses", "sc"]),
        ("LimitRange", ["limitrange", "limitranges", "limits"]),
        ("PodDisruptionBudget", ["pdb", "pdbs", "poddisruptionbudget", "poddisruptionbudgets"]),
        ("EndpointSlice", ["endpointslice", "endpointslices", "endpoints", "ep"]),
        ("Role", ["role", "roles"]),
        ("ClusterRole", ["clusterrole", "clusterroles"]),
        ("RoleBinding", ["rolebinding", "rolebindings"]),
        ("ClusterRoleBinding", ["clusterrolebinding", "clusterrolebindings"]));

    // Neither listed nor read: known where a change of one is asked for, so that it is refused by its name.
    private static readonly Dictionary<string, string> Untouched = Make(
        ("Secret", ["secret", "secrets"]),
        ("CustomResourceDefinition", ["crd", "crds", "customresourcedefinition", "customresourcedefinitions"]),
        ("APIService", ["apiservice", "apiservices"]),
        ("MutatingWebhookConfiguration", ["mutatingwebhookconfiguration", "mutatingwebhookconfigurations"]),
        ("ValidatingWebhookConfiguration", ["validatingwebhookconfiguration", "validatingwebhookconfigurations"]),
        ("ValidatingAdmissionPolicy", ["validatingadmissionpolicy", "validatingadmissionpolicies"]));

    /// <summary>Every word that means a kind.</summary>
    public static IEnumerable<string> All => Words.Keys;

    /// <summary>The kind that a word means, or null.</summary>
    public static string? Of(string word) => Words.GetValueOrDefault(word);

    /// <summary>
    /// The same for the object of a change, where also what KAOS neither lists nor reads has to be known.
    /// </summary>
    public static string? OfChange(string word) => Of(word) ?? Untouched.GetValueOrDefault(word);

    /// <summary>Does the word mean several of a kind?</summary>
    public static bool IsPlural(string word) => word.Length > 3 && word.EndsWith('s') && Words.ContainsKey(word) &&
        word is not ("ingress" or "endpoints" or "limits");

    private static Dictionary<string, string> Make(params (string Kind, string[] Words)[] rows)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (kind, names) in rows)
        {
            foreach (var name in names)
            {
                words[name] = kind;
            }
        }

        return words;
    }
}
