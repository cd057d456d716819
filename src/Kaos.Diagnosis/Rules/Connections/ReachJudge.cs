using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>Something that does not answer: not there, not ready, on another port, behind a policy, or slow.</summary>
internal static class ReachJudge
{
    private const int Https = 443;
    private const int Often = 3;

    public static Blame? Of(TroubleCase it)
    {
        // A headless Service without ready pods has no name.
        var isGone = it.Kind == TroubleKind.NameUnknown &&
            it.Target is HostTarget.Inside { Service.Spec.ClusterIP: "None" };
        if (!isGone && it.Kind is not
            (TroubleKind.Refused or TroubleKind.Timeout or TroubleKind.Reset or TroubleKind.Unready))
        {
            return null;
        }

        return it.Target switch
        {
            HostTarget.Inside { Service: { Spec.Type: "ExternalName" } alias } =>
                Outside(it, alias.Spec.ExternalName ?? alias.Metadata.Name, alias),
            HostTarget.Inside { Service: var service } => Inside(it, service),
            HostTarget.OnePod { Pod: var pod } => OnePod(it, pod),
            HostTarget.Outside { Host: var host } => Outside(it, host, null),
            HostTarget.Nothing => it.OnlyOutside() is { } host ? Outside(it, host, null) : null,
            null when KnownServers.Of(it) is { } server => Inside(it, server),
            null => it.OnlyDown() is { } service ? NotReady(it, service, it.Behind(service).Pods.Count) : null,
            _ => null,
        };
    }

    /// <summary>What to say of a policy in the way; also for DNS.</summary>
    public static Blame Policy(TroubleCase it, PolicyBlock block, string cause, string to)
    {
        var policy = block.Policy.Ref();
        var whose = block.Ingress ? Owners.TopOwner(it.Scene.Index.Objects, block.Closed).Named() : it.Subject.Named();
        var spec = block.Policy.Spec.PodSelector is { } selector ? PolicyText.Selector(selector) : "(all)";
        var says = it.Notes.Add(
            Sources.Spec, "policy", policy, it.Scene.Now,
            $"{policy.Named()} selects pods {spec} and {block.Why}", ("policies", block.Policies));
        var made = block.Policy.Metadata.CreationTimestamp is { } at ? $", made at {Say.Clock(at)}," : "";
        return new Blame(
            cause, policy, policy,
            $"{policy.Named()} {block.Why}, so {PolicyText.Way(block.Ingress)} {(block.Ingress ? $"of {whose} from {it.Subject.Named()}" : $"to {to}")} is dropped",
            [new Claim($"{policy.Named()}{made} {block.Why}", [says])],
            Confidence.Stated, Confidence.Derived)
        {
            Facts = Facts.Of(
                ("policy", block.Policy.Metadata.Name), ("direction", PolicyText.Way(block.Ingress)), ("to", to)),
        };
    }

    private static Blame? Inside(TroubleCase it, Service service)
    {
        var (pods, ready) = it.Behind(service);
        if (service.Spec.Selector.Count == 0)
        {
            return null;
        }

        if (WrongPort(it, service) is { } port)
        {
            return port;
        }

        if (ready == 0)
        {
            return NotReady(it, service, pods.Count);
        }

        var servers = pods.Where(p => p.IsReady() && !p.IsLeaving()).ToList();
        var offered = service.Spec.Ports.FirstOrDefault(p =>
            p is not null && (it.Trouble.Port is null || p.Port == it.Trouble.Port));
        return Blocked(it, service, servers, offered) ?? NotListening(it, service, servers, offered)
            ?? Unready(it, service, servers.Count) ?? Slow(it, service, servers.Count);
    }

    private static Blame? OnePod(TroubleCase it, Pod pod)
    {
        if (it.Trouble.Port is { } port && PolicyReach.Between(it.Network, it.Pod, pod, port) is { } block)
        {
            return Policy(
                it, block, block.Ingress ? CauseCodes.NetworkPolicyIngress : CauseCodes.NetworkPolicyEgress,
                pod.Ref().Named());
        }

        var owner = Owners.TopOwner(it.Scene.Index.Objects, pod);
        return pod.IsReady() || owner == it.Subject ? null : Unavailable(it, owner, pod.Ref(), 0, 1);
    }

    private static Blame? WrongPort(TroubleCase it, Service service)
    {
        // A headless Service leads to the pods' own ports, whatever it lists.
        if (it.Trouble.Port is not { } port || service.Spec.ClusterIP == "None" || service.Spec.Ports.Count == 0 ||
            service.Spec.Ports.Any(p => p?.Port == port))
        {
            return null;
        }

        var offers = Say.List(
            service.Spec.Ports.Where(p => p is not null)
                .Select(p => $"{p.Port}{(p.Name is { Length: > 0 } n ? $" ({n})" : "")}"));
        var (named, field) = it.Named($"{it.Trouble.Host}:{port}") is (_, not null) exact ? exact : it.Named($"{port}");
        var text = $"{service.Ref().Named()} offers port {offers}, not {port}";
        var says = it.Notes.Add(Sources.Spec, "offered-ports", service.Ref(), it.Scene.Now, text);
        return new Blame(
            CauseCodes.ServicePort, named, named,
            $"it connects to {it.Trouble.Host}:{port}{(field is null ? "" : $" (named by {field})")}, and {text}",
            [new Claim(text, [says])], Confidence.Stated, Confidence.Derived)
        {
            Facts = Facts.Of(("service", service.Metadata.Name), ("port", $"{port}"), ("offered", offers)),
        };
    }

    private static Blame NotReady(TroubleCase it, Service service, int pods)
    {
        var owner = it.OwnerBehind(service);
        var wanted = it.Scene.Index.WorkloadOf(owner)?.Wanted ?? Math.Max(pods, 1);
        return Unavailable(it, owner, service.Ref(), pods, wanted);
    }

    private static Blame Unavailable(TroubleCase it, ObjectRef owner, ObjectRef through, int pods, int wanted)
    {
        var text = wanted == 0
            ? $"{owner.Named()} is scaled to zero, so {through.Named()} leads nowhere"
            : pods == 0
                ? $"{through.Named()} has no pods behind it"
                : $"{through.Named()} has 0 of {Math.Max(pods, wanted)} endpoints ready";
        var id = it.Notes.Add(
            Sources.Endpoints, "ready-endpoints", through, it.Scene.Now, text, ("ready", 0), ("wanted", wanted));
        return new Blame(
            wanted == 0 ? CauseCodes.UpstreamScaledDown : CauseCodes.UpstreamUnavailable, owner, owner,
            $"{owner.Named()}, which it needs, {(wanted == 0 ? "is scaled to zero" : "has no pod ready")}",
            [new Claim(text, [id])], Confidence.Derived)
        {
            SuffersFrom = owner,
            Facts = wanted == 0 ? Had(it, owner) : Facts.Of(),
        };
    }

    // Where nobody saw how many replicas it had, one is enough to be there again.
    private static ImmutableSortedDictionary<string, string> Had(TroubleCase it, ObjectRef owner) => Facts.Of(
        (FactNames.ScaledDown, owner.ToString()),
        (FactNames.Replicas, "0"),
        (FactNames.WantedReplicas, it.Scene.Timeline(owner).Changes
            .LastOrDefault(c => c.Kind == ChangeKind.Scale && c.Object == owner)?
            .Details.GetValueOrDefault(ScaleChanges.From) ?? "1"));

    // Ready by its probe, and saying itself that it cannot serve.
    private static Blame? Unready(TroubleCase it, Service service, int ready)
    {
        if (it.Kind != TroubleKind.Unready)
        {
            return null;
        }

        var owner = it.OwnerBehind(service);
        var up = it.Notes.Add(
            Sources.Endpoints, "ready-endpoints", service.Ref(), it.Scene.Now,
            $"{service.Ref().Named()} has {Say.Count(ready, "ready endpoint")}", ("ready", ready));
        return new Blame(
            CauseCodes.UpstreamUnavailable, owner, owner,
            $"{owner.Named()}, which it needs, answers that it cannot serve now, although it is ready by its probe",
            [new Claim($"{owner.Named()} is ready by its probe and says that it cannot serve", [up])],
            Confidence.Derived, Confidence.Hint)
        {
            SuffersFrom = owner,
        };
    }

    private static Blame? Blocked(TroubleCase it, Service service, List<Pod> servers, ServicePort? offered)
    {
        var blocks = servers
            .Select(p =>
                PolicyReach.Between(
                    it.Network, it.Pod, p, TargetNumber(offered, p) ?? it.Trouble.Port ?? 0,
                    offered?.Protocol ?? "TCP"))
            .ToList();
        return blocks.Count > 0 && blocks.TrueForAll(b => b is not null) && blocks[0] is { } block
            ? Policy(it, block, block.Ingress ? CauseCodes.NetworkPolicyIngress : CauseCodes.NetworkPolicyEgress,
                $"{service.Ref().Named()} (port {TargetNumber(offered, servers[0]) ?? it.Trouble.Port})")
            : null;
    }

    // Declared ports bind nobody; but where all pods declare some and the target is none of them, and connections are
    // refused while the pods are ready, the target port is wrong.
    private static Blame? NotListening(TroubleCase it, Service service, List<Pod> servers, ServicePort? offered)
    {
        var declared = servers[0].Spec.AllContainers().SelectMany(c => c.Ports).Where(p => p is not null).ToList();
        var target = offered is null
            ? null
            : TargetNumber(offered, servers[0]) ?? (offered.TargetPort?.Number is null ? 0 : null);
        if (it.Kind != TroubleKind.Refused || offered is null || declared.Count == 0 || target is null ||
            declared.Any(p => p.Number == target))
        {
            return null;
        }

        var names = Say.List(declared.Select(p => p.Name is { Length: > 0 } n ? $"{p.Number} ({n})" : $"{p.Number}"));
        var to = offered.TargetPort?.Text ?? $"{offered.Port}";
        var text = $"{service.Ref().Named()} leads port {offered.Port} to targetPort {to}; its pods declare {names}";
        var says = it.Notes.Add(Sources.Spec, "target-port", service.Ref(), it.Scene.Now, text);
        return new Blame(
            CauseCodes.ServiceTargetPort, service.Ref(), service.Ref(), text, [new Claim(text, [says])],
            Confidence.Derived, Confidence.Aligned, Confidence.Agreeing)
        {
            Facts = Facts.Of(("service", service.Metadata.Name), ("targetPort", to), ("declared", names)),
        };
    }

    private static int? TargetNumber(ServicePort? port, Pod pod) => port?.TargetPort is not { Text.Length: > 0 } target
        ? port?.Port
        : target.Number ?? pod.Spec.AllContainers().SelectMany(c => c.Ports)
            .FirstOrDefault(p => p is not null && p.Name == target.Text)?.Number;

    private static Blame? Slow(TroubleCase it, Service service, int ready)
    {
        if (it.Kind != TroubleKind.Timeout || it.Lines < Often)
        {
            return null;
        }

        var owner = it.OwnerBehind(service);
        var policies = NotRead.Has(it.Scene, "networkpolicies", it.Namespace, service.Metadata.Namespace)
            ? "; NetworkPolicies could not be read, so whether one is in the way is unknown"
            : ", and no NetworkPolicy is in the way";
        var up = it.Notes.Add(
            Sources.Endpoints, "ready-endpoints", service.Ref(), it.Scene.Now,
            $"{service.Ref().Named()} has {Say.Count(ready, "ready endpoint")}{policies}", ("ready", ready));
        return new Blame(
            CauseCodes.UpstreamSlow, owner, owner,
            $"{owner.Named()}, which it needs, does not answer in time although it is ready",
            [new Claim($"{owner.Named()} is ready and does not answer in time", [up])], Confidence.Derived,
            Confidence.Hint)
        {
            SuffersFrom = owner,
            RuledOut =
                [new RuledOut("pods that are not ready",
                    $"{service.Ref().Named()} has {Say.Count(ready, "ready endpoint")}", [up])],
        };
    }

    private static Blame Outside(TroubleCase it, string host, Service? alias)
    {
        var port = it.Trouble.Port ?? Https;
        var address = NetworkAddress.Is(host) ? host : null;
        if (PolicyReach.ToOutside(it.Network, it.Pod, address, port) is { } block)
        {
            return Policy(it, block, CauseCodes.NetworkPolicyEgress, $"{host}:{port}");
        }

        var (named, field) = it.Named(host);
        var edit = alias?.Ref() ?? named;
        return new Blame(
            CauseCodes.ExternalHostUnreachable, new ObjectRef("Host", null, host), edit,
            $"{host}:{port}, outside of the cluster{(field is null ? "" : $" (named by {field})")}, {Does(it.Kind)}",
            [], Confidence.Derived, Confidence.Agreeing)
        {
            Facts = Facts.Of(("host", host), ("port", $"{port}"), ("namedBy", field)),
        };
    }

    private static string Does(TroubleKind kind) => kind switch
    {
        TroubleKind.Refused => "refuses connections",
        TroubleKind.Reset => "cuts connections",
        TroubleKind.Unready => "answers that it cannot serve now",
        _ => "does not answer",
    };
}
