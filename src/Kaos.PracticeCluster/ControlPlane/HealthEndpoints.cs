using System.Text;
using Kaos.PracticeCluster.Server;

namespace Kaos.PracticeCluster.ControlPlane;

// /healthz, /livez and /readyz, plain, verbose and check by check, in the real server's words.
internal sealed class HealthEndpoints(PlaneStory story)
{
    private static readonly string[] Hooks =
    [
        "start-apiserver-admission-initializer", "generic-apiserver-start-informers",
        "priority-and-fairness-config-consumer", "priority-and-fairness-filter", "storage-object-count-tracker-hook",
        "start-apiextensions-informers", "start-apiextensions-controllers", "crd-informer-synced",
        "start-system-namespaces-controller", "start-cluster-authentication-info-controller",
        "start-kube-apiserver-identity-lease-controller", "start-kube-apiserver-identity-lease-garbage-collector",
        "start-legacy-token-tracking-controller", "start-service-ip-repair-controllers", "rbac/bootstrap-roles",
        "scheduling/bootstrap-system-priority-classes", "priority-and-fairness-config-producer", "bootstrap-controller",
        "start-kubernetes-service-cidr-controller", "aggregator-reload-proxy-client-cert",
        "start-kube-aggregator-informers", "apiservice-status-local-available-controller",
        "apiservice-status-remote-available-controller", "apiservice-registration-controller",
        "apiservice-wait-for-first-sync", "apiservice-discovery-controller", "kube-apiserver-autoregistration",
    ];

    private static readonly string[] Always =
    [
        "ping", "log", "etcd", .. Hooks.Select(hook => $"poststarthook/{hook}"), "autoregister-completion",
        "poststarthook/apiservice-openapi-controller", "poststarthook/apiservice-openapiv3-controller",
    ];

    private static readonly string[] Ready =
        [.. Always[..3], "etcd-readiness", "informer-sync", .. Always[3..], "shutdown"];

    public Reply? Answer(HttpContext http, DateTimeOffset now)
    {
        var path = (http.Request.Path.Value ?? "").Trim('/');
        var endpoint = path.Split('/')[0];
        if (endpoint is not ("healthz" or "livez" or "readyz"))
        {
            return null;
        }

        var checks = endpoint == "readyz" ? Ready : Always;
        return path == endpoint ? All(http, endpoint, checks, now) : One(path[(endpoint.Length + 1)..], checks, now);
    }

    private Reply One(string check, string[] checks, DateTimeOffset now) =>
        !checks.Contains(check) ? Reply.Text("404 page not found\n", 404)
        : story.Failing(check, now) is { } why ? Reply.Text($"internal server error: {why}\n", 500)
        : Reply.Text("ok");

    private Reply All(HttpContext http, string endpoint, string[] checks, DateTimeOffset now)
    {
        var excluded = http.Request.Query["exclude"].ToHashSet();
        var lines = new StringBuilder();
        var failed = false;
        foreach (var check in checks)
        {
            var fails = !excluded.Contains(check) && story.Failing(check, now) is not null;
            failed |= fails;
            lines.Append(excluded.Contains(check) ? $"[+]{check} excluded: ok\n"
                : fails ? $"[-]{check} failed: reason withheld\n"
                : $"[+]{check} ok\n");
        }

        // A failure is always told check by check.
        return failed ? Reply.Text($"{lines}{endpoint} check failed\n", 500)
            : http.Request.Query.ContainsKey("verbose") ? Reply.Text($"{lines}{endpoint} check passed\n")
            : Reply.Text("ok");
    }
}
