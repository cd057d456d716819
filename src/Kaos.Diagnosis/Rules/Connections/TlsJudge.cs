using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>Certificates that are refused, and TLS spoken where there is none.</summary>
internal static class TlsJudge
{
    public static Blame? Of(TroubleCase it) => it.Kind switch
    {
        TroubleKind.CertificateExpired => Certificate(it, CauseCodes.CertificateExpired, "has expired"),
        TroubleKind.CertificateName => Certificate(
            it, CauseCodes.CertificateName, $"is not valid for {it.Trouble.Host ?? "the name that is used"}"),
        TroubleKind.CertificateUntrusted =>
            Certificate(it, CauseCodes.CertificateUntrusted, "is signed by an authority that it does not know"),
        TroubleKind.Protocol => Protocol(it),
        _ => null,
    };

    private static Blame Certificate(TroubleCase it, string cause, string what)
    {
        var (server, name) = it.Target switch
        {
            HostTarget.Inside { Service: var service } => (it.OwnerBehind(service), it.OwnerBehind(service).Named()),
            HostTarget.OnePod { Pod: var pod } => (Owners.TopOwner(it.Scene.Index.Objects, pod), pod.Ref().Named()),
            HostTarget.Outside { Host: var host } => (new ObjectRef("Host", null, host), host),
            _ => (it.Subject, "the server"),
        };
        var facts = Facts.Of(("host", it.Trouble.Host));
        if (it.Trouble.Host is { } asked && Certificates.For(it.Scene, it.Target, asked) is { } certificate)
        {
            var issued = it.Notes.Add(
                Sources.Spec, "certificate", certificate.Ref(), it.Scene.Now,
                $"{certificate.Ref().Named()} is for {Say.List(certificate.Spec.At("dnsNames").Texts())}, valid until {certificate.Status.Text("notAfter") ?? "(not issued)"}");
            return new Blame(
                cause, certificate.Ref(), certificate.Ref(),
                $"the certificate of {name}, kept by {certificate.Ref().Named()}, {what}",
                [new Claim($"{certificate.Ref().Named()} keeps the certificate of {name}", [issued])],
                Confidence.Stated, Confidence.Derived)
            {
                Facts = facts.Add("certificate", certificate.Metadata.Name),
                SuffersFrom = certificate.Ref(),
            };
        }

        // Who is not trusted may be right: then it is the caller that lacks the authority.
        var edit = cause == CauseCodes.CertificateUntrusted || server.Kind == "Host" ? it.Subject : server;
        return new Blame(
            cause, server, edit, $"the certificate of {name} {what}", [], Confidence.Stated, Confidence.Agreeing)
        {
            Facts = facts,
        };
    }

    private static Blame Protocol(TroubleCase it)
    {
        var speaksTls = !it.Trouble.Text.Contains("HTTP request", StringComparison.OrdinalIgnoreCase) &&
            !it.Trouble.Text.Contains("no encryption", StringComparison.OrdinalIgnoreCase) &&
            !it.Trouble.Text.Contains("malformed HTTP", StringComparison.OrdinalIgnoreCase);
        var (named, field) = it.Named(it.Trouble.Host);
        var to = it.Trouble.Host is { } host ? $"{host}{(it.Trouble.Port is { } port ? $":{port}" : "")}" : "a port";
        return new Blame(
            CauseCodes.ProtocolMismatch, it.Subject, named,
            speaksTls
                ? $"it speaks TLS to {to}{By(field)}, which does not"
                : $"it speaks plain text to {to}{By(field)}, which wants TLS",
            [], Confidence.Stated, Confidence.Agreeing)
        {
            Facts = Facts.Of(("host", it.Trouble.Host), ("speaks", speaksTls ? "tls" : "plain"), ("namedBy", field)),
        };
    }

    private static string By(string? field) => field is null ? "" : $" (named by {field})";
}
