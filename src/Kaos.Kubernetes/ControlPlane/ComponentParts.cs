using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.ControlPlane;

/// <summary>Makes the components of a look at the control plane. Pure.</summary>
internal static class ComponentParts
{
    // Kubelets renew every ten seconds for forty; one that misses that once is late and no more.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(80);

    private static readonly string[] Leaders =
        [Component.Scheduler, Component.ControllerManager, Component.CloudControllerManager];

    // ComponentStatus has its own names.
    private static readonly (string Component, string Status)[] StatusNames =
    [
        (Component.Scheduler, "scheduler"), (Component.ControllerManager, "controller-manager"),
        (Component.Store, "etcd-"),
    ];

    /// <param name="before">The components of the look before; empty at the first.</param>
    public static IReadOnlyList<Component> Of(PlaneLook look, IReadOnlyList<Component> before)
    {
        var server = Named(look, Component.ApiServer) with
        {
            Checks = Count(look, ofStore: false),
            Failing = Failing(look, before, ofStore: false),
            Leases = [.. look.Leases?.Where(IsServers) ?? []],
            Version = look.Version,
            CertificateEnds = look.CertificateEnds,
        };
        var parts = new List<Component>();
        if (look.Checks is not null || server.Version is not null || server.Leases.Count > 0)
        {
            parts.Add(server);
        }

        if (look.Checks?.Any(check => IsOfStore(check.Name)) ?? false)
        {
            parts.Add(Named(look, Component.Store) with
            {
                Checks = Count(look, ofStore: true),
                Failing = Failing(look, before, ofStore: true),
            });
        }

        parts.AddRange(Leaders
            .Select(name =>
                Named(look, name) with { Leases = [.. look.Leases?.Where(l => l.Metadata.Name == name) ?? []] })
            .Where(part => part.Leases.Count > 0 || part.Status is not null));
        if (look.NodeLeases is { } nodes)
        {
            var kubelets = Named(look, Component.Kubelets);
            parts.Add(kubelets with { Leases = [.. nodes.Where(lease => kubelets.AgeOf(lease) > Late)] });
        }

        // What could not be read this time is as it was; the look that it is from says how old that is.
        return [.. parts, .. before.Where(old => parts.TrueForAll(part => part.Metadata.Name != old.Metadata.Name) &&
            (IsChecked(old) ? look.Checks : old.Metadata.Name == Component.Kubelets ? look.NodeLeases : (object?)look.Leases)
                is null)];
    }

    /// <summary>
    /// The newest sign of life among leases: written-down leases were read then or just after, whenever the rest was.
    /// </summary>
    public static DateTimeOffset? NewestRenewal(IEnumerable<Lease> leases) => leases.Max(lease => lease.Renewed);

    private static Component Named(PlaneLook look, string name) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        SeenAt = look.At,
        Status = StatusNames.Where(known => known.Component == name)
            .SelectMany(known =>
                look.Statuses.Where(status => status.Key.StartsWith(known.Status, StringComparison.Ordinal)))
            .Select(status => status.Value).FirstOrDefault(),
    };

    private static int Count(PlaneLook look, bool ofStore) =>
        look.Checks?.Count(check => IsOfStore(check.Name) == ofStore) ?? 0;

    private static IReadOnlyList<FailedCheck> Failing(PlaneLook look, IReadOnlyList<Component> before, bool ofStore)
    {
        var known = before.SelectMany(part => part.Failing).ToLookup(check => check.Name, check => check.Since);
        return
        [
            .. (look.Checks ?? []).Where(check => !check.Passed && IsOfStore(check.Name) == ofStore)
                .Select(check => new FailedCheck(
                    check.Name, look.Reasons.GetValueOrDefault(check.Name),
                    !look.IsRepeated ? null : known[check.Name].FirstOrDefault() ?? look.At)),
        ];
    }

    private static bool IsChecked(Component part) => part.Metadata.Name is Component.ApiServer or Component.Store;

    // etcd, etcd-readiness, etcd-override-0 of a resource that is kept elsewhere.
    private static bool IsOfStore(string check) =>
        check == "etcd" || check.StartsWith("etcd-", StringComparison.Ordinal);

    private static bool IsServers(Lease lease) =>
        lease.Metadata.Labels.GetValueOrDefault("apiserver.kubernetes.io/identity") == Component.ApiServer;
}
