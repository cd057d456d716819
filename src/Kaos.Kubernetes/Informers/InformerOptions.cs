using System.ComponentModel.DataAnnotations;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Informers;

/// <summary>What a <see cref="ClusterCache"/> watches and how patiently.</summary>
public sealed class InformerOptions
{
    /// <summary>
    /// The kinds to keep; every kind with a model by default, except Endpoints, which repeat EndpointSlices, and
    /// Leases, which change every few seconds (<see cref="ControlPlanePoll"/>).
    /// </summary>
    public IReadOnlyList<ResourceType> Kinds { get; set; } =
    [
        .. ModelKinds.All.Where(kind => kind.Model != typeof(Endpoints) && kind.Model != typeof(Lease))
            .Select(kind => kind.Resource),
    ];

    /// <summary>The namespaces to watch; all when empty. Cluster-scoped kinds are watched in either case.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>
    /// Objects per page of a list; a page's text is in memory as a whole, and pods have many kilobytes.
    /// </summary>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 250;

    /// <summary>After how long the server ends a watch, which is then taken up again.</summary>
    [Range(1, 3600)]
    public int WatchSeconds { get; set; } = 290;

    /// <summary>The first pause after a failure; doubles with each further one.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two attempts, also for kinds that may not be read.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often every object is announced again, whether it changed or not.</summary>
    public TimeSpan Resync { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often kinds are listed that cannot be watched: metrics.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the kinds of <see cref="CustomKinds"/> are listed; zero leaves them out.</summary>
    public TimeSpan CustomPoll { get; set; } = TimeSpan.Zero;

    /// <summary>How often the control plane is looked at (checks, leases, version); zero leaves it out.</summary>
    public TimeSpan ControlPlanePoll { get; set; } = TimeSpan.Zero;

    /// <summary>How many names a <see cref="ChangeSignal"/> holds.</summary>
    [Range(1, 1_000_000)]
    public int SignalCapacity { get; set; } = 10_000;
}
