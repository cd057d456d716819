using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// A name that cannot be looked up: the DNS server, the way to it, how the pod asks, or the name itself.
/// </summary>
internal static class NameJudge
{
    private const int DnsPort = 53;
    private const int Often = 3;

    public static Blame? Of(TroubleCase it) => !it.Trouble.IsAboutName
        ? null
        : ServerDown(it) ?? Blocked(it) ?? AsksElsewhere(it) ?? WrongDomain(it) ?? ByTarget(it) ?? Failing(it);

    private static Blame? ByTarget(TroubleCase it) => (it.Kind, it.Target) switch
    {
        (TroubleKind.NameUnknown, HostTarget.Missing missing) => Missing(it, missing),
        (TroubleKind.NameUnknown, HostTarget.Inside { Service: { Spec.Type: "ExternalName" } alias }) =>
            Alias(it, alias),
        (TroubleKind.NameUnknown, HostTarget.Outside outside) => Outside(it, outside.Host),
        (TroubleKind.NameUnknown, null) => Unnamed(it) is { } guessed ? ByTarget(guessed) : null,
        _ => null,
    };

    // Some resolvers do not say whom they looked for: of all that the environment names, the one that nobody has.
    private static TroubleCase? Unnamed(TroubleCase it)
    {
        var hosts = (it.Scene.Index.WorkloadOf(it.Subject)?.Template.Spec.AllContainers() ?? [])
            .SelectMany(c => c.Env).Where(e => e is not null)
            .SelectMany(e => HostNames.Candidates(e.Name, e.Value ?? "")).Distinct()
            .Where(h => HostTarget.Of(it.Scene.Index, it.Namespace, h) is HostTarget.Missing)
            .Take(2)
            .ToList();
        return hosts is [var only]
            ? new TroubleCase(
                it.Scene, it.Subject, it.Pod, it.Trouble with { Host = only }, it.Lines, it.Notes, it.Said)
            : null;
    }

    private static Blame? ServerDown(TroubleCase it)
    {
        if (it.Network.Dns is not { } dns || it.Behind(dns) is not { Ready: 0 } behind)
        {
            return null;
        }

        var owner = it.OwnerBehind(dns);
        var down = it.Notes.Add(
            Sources.Endpoints, "ready-endpoints", dns.Ref(), it.Scene.Now,
            $"The cluster's DNS, {dns.Ref().Named()}, has 0 of {behind.Pods.Count} endpoints ready", ("ready", 0),
            ("pods", behind.Pods.Count));
        return new Blame(
            CauseCodes.DnsServerDown, owner, owner,
            $"the cluster's DNS server {owner.Named()} has no pod ready, so no name can be looked up",
            [new Claim($"{owner.Named()}, which answers the cluster's DNS questions, has no pod ready", [down])],
            Confidence.Derived, Confidence.Aligned)
        {
            SuffersFrom = owner,
        };
    }

    private static Blame? Blocked(TroubleCase it)
    {
        if (it.Network.Dns is not { } dns || it.Behind(dns).Pods.FirstOrDefault(p => p.IsReady()) is not { } server ||
            PolicyReach.Between(it.Network, it.Pod, server, TargetPort(dns), "UDP") is not { } block)
        {
            return null;
        }

        return ReachJudge.Policy(it, block, CauseCodes.NetworkPolicyDns, "DNS (port 53/UDP)");
    }

    private static int TargetPort(Service dns) =>
        dns.Spec.Ports.FirstOrDefault(p => p is { Port: DnsPort, Protocol: "UDP" })?.TargetPort?.Number ?? DnsPort;

    // Names of the cluster are known to the cluster's DNS only.
    private static Blame? AsksElsewhere(TroubleCase it)
    {
        var spec = it.Pod.Spec;
        var why = spec.DnsPolicy switch
        {
            "Default" => "dnsPolicy Default asks the node's DNS",
            "None" when it.Network.Dns?.Spec.ClusterIP is { } address &&
                !(spec.DnsConfig?.Nameservers.Contains(address) ?? false) =>
                $"dnsPolicy None asks {Say.List(spec.DnsConfig?.Nameservers ?? [])}",
            null or "ClusterFirst" when spec.HostNetwork =>
                "hostNetwork with dnsPolicy ClusterFirst asks the node's DNS",
            _ => null,
        };
        if (why is null || it.Kind != TroubleKind.NameUnknown ||
            it.Target is not HostTarget.Inside { Service: var service })
        {
            return null;
        }

        var says = it.Notes.Add(Sources.Spec, "dns-policy", it.Subject, it.Scene.Now, $"{it.Subject.Named()}: {why}");
        return new Blame(
            CauseCodes.DnsPolicy, it.Subject, it.Subject,
            $"it looks up {it.Trouble.Host}, and {why}, which does not know names of the cluster such as {service.Ref().Named()}",
            [new Claim($"{why}, not the cluster's", [says])],
            Confidence.Stated, Confidence.Derived)
        {
            Facts = Facts.Of(("host", it.Trouble.Host), ("dnsPolicy", spec.DnsPolicy ?? "ClusterFirst")),
        };
    }

    private static Blame? WrongDomain(TroubleCase it)
    {
        var host = it.Trouble.Host ?? "";
        var tail = host.IndexOf(".svc.", StringComparison.Ordinal) is var at and > 0 ? host[(at + 5)..] : null;
        var domain = ClusterDomain(it);
        var searches = it.Pod.Spec.DnsConfig?.Searches ?? [];
        var isBare = it.Pod.Spec.DnsPolicy == "None" && !host.Contains('.') &&
            !searches.Any(s => s?.StartsWith(it.Namespace + ".svc", StringComparison.Ordinal) ?? false);
        if (it.Kind != TroubleKind.NameUnknown || it.Target is not HostTarget.Inside ||
            !((tail is not null && domain is not null && tail != domain) || isBare))
        {
            return null;
        }

        var (named, field) = it.Named(host);
        var text = isBare
            ? $"dnsConfig searches {Say.List(searches)}, so {host} is never looked up as {host}.{it.Namespace}.svc"
            : $"{host} ends in {tail}, and this cluster's domain is {domain}";
        var says = it.Notes.Add(Sources.Spec, "dns-domain", it.Subject, it.Scene.Now, text);
        return new Blame(
            CauseCodes.DnsSearchDomain, isBare ? it.Subject : named, isBare ? it.Subject : named,
            field is null || isBare ? text : $"{text} ({field})", [new Claim(text, [says])], Confidence.Stated,
            Confidence.Derived)
        {
            Facts = Facts.Of(("host", host), ("clusterDomain", domain)),
        };
    }

    // Corefile: "kubernetes cluster.local in-addr.arpa ip6.arpa {"
    private static string? ClusterDomain(TroubleCase it) => it.Network.Dns is not { } dns
        ? null
        : it.Scene.Index.Objects.ConfigMaps
            .Where(m => m.Metadata.Namespace == dns.Metadata.Namespace && m.Data.ContainsKey("Corefile"))
            .SelectMany(m => m.Data["Corefile"].Split('\n'))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .FirstOrDefault(words => words.Length > 1 && words[0] == "kubernetes" && words[1] != "{")?[1];

    private static Blame? Missing(TroubleCase it, HostTarget.Missing missing)
    {
        var objects = it.Scene.Index.Objects;
        if (!objects.WasRead<Service>())
        {
            return null;
        }

        var target = Refs.Of("Service", missing.Namespace, missing.Name);
        var (named, field) = it.Named(it.Trouble.Host);
        var elsewhere = objects.Services.Where(s => s.Metadata.Name == missing.Name).Select(s => s.Metadata.Namespace)
            .Order(StringComparer.Ordinal).FirstOrDefault();
        var near = elsewhere is null
            ? NearestName.To(missing.Name, it.Scene.Index.ServicesIn(missing.Namespace).Select(s => s.Metadata.Name))
            : null;
        var hint = elsewhere is not null ? $"; there is one in namespace {elsewhere}" : near is not null ? $"; there is a Service {near}" : "";
        var absent = it.Notes.Add(
            Sources.Endpoints, "service-absent", target, it.Scene.Now, $"{target.Named()} does not exist{hint}");
        return new Blame(
            CauseCodes.ServiceMissing, target, named,
            $"it looks up {it.Trouble.Host}{By(field)}, and {target.Named()} does not exist{hint}",
            [new Claim($"{target.Named()} does not exist{hint}", [absent])],
            Confidence.Stated, Confidence.Derived)
        {
            Facts = Facts.Of(
                ("host", it.Trouble.Host), ("nearest", near), ("otherNamespace", elsewhere), ("namedBy", field)),
        };
    }

    private static Blame Alias(TroubleCase it, Service alias)
    {
        var says = it.Notes.Add(
            Sources.Spec, "external-name", alias.Ref(), it.Scene.Now,
            $"{alias.Ref().Named()} stands for {alias.Spec.ExternalName}");
        return new Blame(
            CauseCodes.ExternalNameUnresolved, alias.Ref(), alias.Ref(),
            $"{alias.Ref().Named()} stands for externalName {alias.Spec.ExternalName}, which cannot be looked up",
            [new Claim($"{alias.Ref().Named()} stands for {alias.Spec.ExternalName}, a name that does not exist",
                [says])],
            Confidence.Stated, Confidence.Derived)
        {
            Facts = Facts.Of(("externalName", alias.Spec.ExternalName)),
        };
    }

    private static Blame Outside(TroubleCase it, string host)
    {
        var (named, field) = it.Named(host);
        return new Blame(
            CauseCodes.ExternalHostUnknown, new ObjectRef("Host", null, host), named,
            $"it looks up {host}{By(field)}, a name outside of the cluster that does not exist",
            [], Confidence.Stated, Confidence.Hint)
        {
            Facts = Facts.Of(("host", host), ("namedBy", field)),
        };
    }

    // The server runs and still does not answer: what it asks in turn, or the load on it.
    private static Blame? Failing(TroubleCase it)
    {
        if (it.Kind == TroubleKind.NameUnknown || it.Lines < Often || it.Network.Dns is not { } dns)
        {
            return null;
        }

        var (pods, ready) = it.Behind(dns);
        var owner = it.OwnerBehind(dns);
        var up = it.Notes.Add(
            Sources.Endpoints, "dns-endpoints", dns.Ref(), it.Scene.Now,
            $"{dns.Ref().Named()} has {ready} of {pods.Count} endpoints ready", ("ready", ready), ("pods", pods.Count));
        return new Blame(
            CauseCodes.DnsFailing, owner, owner,
            $"the cluster's DNS server {owner.Named()} runs and does not answer for {it.Trouble.Host ?? "names"}",
            [new Claim($"{ready} of {pods.Count} DNS servers are ready, and lookups still fail", [up])],
            Confidence.Derived, Confidence.Hint)
        {
            SuffersFrom = owner,
            Facts = Facts.Of(("host", it.Trouble.Host)),
        };
    }

    private static string By(string? field) => field is null ? "" : $" (named by {field})";
}
