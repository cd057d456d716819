using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// A port that another program has already: another container of the pod, or another pod on the node's network.
/// </summary>
internal static class PortJudge
{
    public static Blame? Of(TroubleCase it)
    {
        if (it.Kind != TroubleKind.AddressInUse)
        {
            return null;
        }

        var port = it.Trouble.Port;
        var name = port is { } number ? $"port {number}" : "its port";
        var holder = Container(it, port) ?? OnNode(it, port);
        if (holder is null)
        {
            return new Blame(
                CauseCodes.PortInUse, it.Subject, it.Subject, $"{name} is in use by another program", [],
                Confidence.Stated, Confidence.Hint)
            {
                Facts = Facts.Of(("port", port?.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            };
        }

        var says = it.Notes.Add(Sources.Spec, "port-holder", it.Subject, it.Scene.Now, $"{holder} declares {name} too");
        return new Blame(
            CauseCodes.PortInUse, it.Subject, it.Subject, $"{name} is in use already: {holder} listens on it",
            [new Claim($"{holder} has {name} already", [says])], Confidence.Stated, Confidence.Derived)
        {
            Facts = Facts.Of(
                ("port", port?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("heldBy", holder)),
        };
    }

    // Which container says so is known from where the line was read; any other that declares the port holds it.
    private static string? Container(TroubleCase it, int? port) => port is null
        ? null
        : it.Pod.Spec.AllContainers()
            .Where(c => c.Ports.Any(p => p?.Number == port))
            .Select(c => c.Name)
            .FirstOrDefault(n => it.Pod.AllStatuses().Any(s => s.Name == n && s.State.Running is not null)) is { } name
            ? $"container {name} of the same pod"
            : null;

    private static string? OnNode(TroubleCase it, int? port) => port is null || !it.Pod.Spec.HostNetwork ||
        it.Pod.Spec.NodeName is not { } node
        ? null
        : it.Scene.Index.PodsOn(node)
            .Where(p => p.Metadata.Uid != it.Pod.Metadata.Uid && !p.IsFinished())
            .Where(p =>
                p.Spec.AllContainers().Any(c =>
                    c.Ports.Any(o =>
                        o is not null && (o.HostPort == port || (p.Spec.HostNetwork && o.Number == port)))))
            .Select(p => $"{p.Ref().Named()} on node {node}")
            .FirstOrDefault();
}
