using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// A server that answers and says no: credentials, too many connections, rate limits; or a pool without any left.
/// </summary>
internal static class ServerJudge
{
    public static Blame? Of(TroubleCase it) => it.Kind switch
    {
        TroubleKind.CredentialsRefused => Credentials(it),
        TroubleKind.Denied => Denied(it),
        TroubleKind.TooManyConnections => Connections(it),
        TroubleKind.PoolExhausted => Pool(it),
        TroubleKind.RateLimited => Rate(it),
        _ => null,
    };

    private static Service? Server(TroubleCase it) => it.Target switch
    {
        HostTarget.Inside { Service: var service } => service,
        null => KnownServers.Of(it) ?? it.Needed(),
        _ => null,
    };

    private static Blame Credentials(TroubleCase it)
    {
        var server = Server(it);
        var other = server is null ? it.Trouble.Host : it.OwnerBehind(server).Named();
        var secrets = CredentialSources.Of(it.Scene, it.Subject);
        var theirs = server is null ? [] : CredentialSources.Of(it.Scene, it.OwnerBehind(server));
        var own = CredentialSources.LikeOneOf(secrets, theirs) ?? secrets.FirstOrDefault();
        if (own is null)
        {
            return new Blame(
                CauseCodes.CredentialsRefused, it.Subject, it.Subject,
                $"{other ?? "the server"} refuses its credentials", [], Confidence.Stated, Confidence.Hint)
            {
                Facts = Facts.Of(("server", other)),
            };
        }

        var secret = Refs.Of("Secret", it.Namespace, own.Secret);
        var uses = it.Notes.Add(
            Sources.Spec, "credentials", it.Subject, it.Scene.Now,
            $"{it.Subject.Named()} takes {own.Via} from Secret {own.Secret}");
        if (theirs.FirstOrDefault(
            t => t.Secret != own.Secret && CredentialSources.IsVersionOf(t.Secret, own.Secret)) is { } newer &&
            server is not null)
        {
            var owner = it.OwnerBehind(server);
            var has = it.Notes.Add(
                Sources.Spec, "credentials", owner, it.Scene.Now,
                $"{owner.Named()} takes {newer.Via} from Secret {newer.Secret}");
            return new Blame(
                CauseCodes.CredentialsRefused, it.Subject, it.Subject,
                $"{owner.Named()} refuses its credentials: it takes them from Secret {own.Secret}, and the server has those of Secret {newer.Secret}",
                [new Claim($"The server's credentials are in Secret {newer.Secret}, the client's in Secret {own.Secret}",
                    [has, uses])],
                Confidence.Stated, Confidence.Derived)
            {
                Facts = Facts.Of(("secret", own.Secret), ("serverSecret", newer.Secret), ("server", other)),
            };
        }

        return new Blame(
            CauseCodes.CredentialsRefused, secret, it.Subject,
            $"{other ?? "the server"} refuses the credentials that it takes from Secret {own.Secret} ({own.Via}); KAOS does not read Secrets",
            [new Claim($"{it.Subject.Named()} takes its credentials from Secret {own.Secret} ({own.Via})", [uses])],
            Confidence.Stated, Confidence.Agreeing)
        {
            Facts = Facts.Of(("secret", own.Secret), ("server", other)),
        };
    }

    // It is known who asks: the right has to be given where the server, or the cloud, keeps them.
    private static Blame Denied(TroubleCase it)
    {
        var server = Server(it);
        var other = server is null ? it.Trouble.Host ?? "the service that it calls" : it.OwnerBehind(server).Named();
        return new Blame(
            CauseCodes.CredentialsRefused, it.Subject, it.Subject,
            $"{other} knows who it is and does not allow what it asks", [], Confidence.Stated, Confidence.Hint)
        {
            Facts = Facts.Of(("server", other), ("denied", "true")),
        };
    }

    private static Blame? Connections(TroubleCase it)
    {
        if (Server(it) is not { } server)
        {
            return null;
        }

        var owner = it.OwnerBehind(server);
        var clients = it.Scene.Graph.DependantsOf(server.Ref()).Select(d => d.From).Where(f => f.Kind != "Ingress")
            .Distinct()
            .Select(c => (Client: c, Pods: it.Scene.Index.PodsOf(c).Count(p => !p.IsFinished())))
            .OrderByDescending(c => c.Pods).ThenBy(c => c.Client.ToString(), StringComparer.Ordinal)
            .ToList();
        var who = clients.Count == 0
            ? ""
            : $"; it is used by {Say.List(clients.Select(c => $"{c.Client.Named()} ({Say.Count(c.Pods, "pod")})"))}";
        var told = it.Notes.Add(
            Sources.Spec, "clients", owner, it.Scene.Now,
            $"{owner.Named()} serves {Say.Count(clients.Count, "workload")}{who}",
            ("clients", clients.Count), ("pods", clients.Sum(c => c.Pods)));
        return new Blame(
            CauseCodes.DatabaseConnections, owner, owner,
            $"{owner.Named()} takes no more connections{who}",
            [new Claim($"{owner.Named()} has all its connections in use{who}", [told])], Confidence.Stated,
            Confidence.Agreeing)
        {
            Facts = Facts.Of(
                ("server", server.Metadata.Name),
                ("mostPods", clients.Count > 0 ? clients[0].Client.ToString() : null)),
        };
    }

    private static Blame Pool(TroubleCase it)
    {
        var server = Server(it);
        var (named, field) = it.Named("pool", byName: true);
        var ready = server is null
            ? null
            : $"{server.Ref().Named()} has {Say.Count(it.Behind(server).Ready, "ready endpoint")}";
        var told = ready is null || server is null
            ? it.Said
            : it.Notes.Add(
                Sources.Endpoints, "ready-endpoints", server.Ref(), it.Scene.Now, ready,
                ("ready", it.Behind(server).Ready));
        return new Blame(
            CauseCodes.ConnectionPool, it.Subject, named,
            $"all connections of its own pool are in use{(server is null ? "" : $" (to {server.Ref().Named()}, which is ready)")}",
            [], Confidence.Stated, Confidence.Hint)
        {
            Facts = Facts.Of(("server", server?.Metadata.Name), ("poolSetting", field)),
            RuledOut = ready is null ? [] : [new RuledOut("a database that is down", ready, [told])],
        };
    }

    private static Blame Rate(TroubleCase it)
    {
        var (named, _) = it.Named(it.Trouble.Host);
        var (root, name) = it.Target switch
        {
            HostTarget.Inside { Service: var service } => (it.OwnerBehind(service), it.OwnerBehind(service).Named()),
            HostTarget.Outside { Host: var host } => (new ObjectRef("Host", null, host), host),
            _ => (it.Subject, "a service that it calls"),
        };
        return new Blame(
            CauseCodes.RateLimited, root, named, $"{name} limits its rate: it asks more often than it may", [],
            Confidence.Stated, Confidence.Hint)
        {
            Facts = Facts.Of(("host", it.Trouble.Host)),
        };
    }
}
