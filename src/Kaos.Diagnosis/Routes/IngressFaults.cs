using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Routes;

/// <summary>What is wrong with an Ingress, told from objects and its events.</summary>
internal static class IngressFaults
{
    private const string OldClass = "kubernetes.io/ingress.class";
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    public static IEnumerable<RouteFault> Of(WorldIndex index, Ingress ingress, DateTimeOffset now)
    {
        // A controller refuses an Ingress for what is wrong with it: where that is seen, it is told once.
        List<RouteFault> seen =
        [
            .. Backends(index, ingress), .. Class(index, ingress, now), .. Certificate(index, ingress),
            .. IngressConflicts.Of(index, ingress),
        ];
        return seen.Concat(
            Said(index, ingress, now).Where(s => seen.Count == 0 || s.Cause != CauseCodes.IngressRefused));
    }

    /// <summary>
    /// The class that serves an Ingress, by its name; null when none is named and there is no default.
    /// </summary>
    public static string? ClassOf(WorldIndex index, Ingress ingress) =>
        ingress.Spec.IngressClassName ?? ingress.Metadata.Annotations.GetValueOrDefault(OldClass) ??
        index.Objects.IngressClasses.FirstOrDefault(c => c.IsDefault)?.Metadata.Name;

    private static IEnumerable<RouteFault> Backends(WorldIndex index, Ingress ingress)
    {
        if (!index.Objects.WasRead<Service>())
        {
            yield break;
        }

        var paths = ingress.Spec.Rules.Where(r => r is not null)
            .SelectMany(r =>
                (r.Http?.Paths ?? []).Where(p => p is not null)
                    .Select(p => (Where: $"{r.Host ?? "*"}{p.Path}", p.Backend?.Service)))
            .Append((Where: "its default backend", ingress.Spec.DefaultBackend?.Service));
        foreach (var (where, backend) in paths.DistinctBy(p => (p.Item2?.Name, p.Item2?.Port)))
        {
            if (backend is not { Name.Length: > 0 } || IsAction(ingress, backend))
            {
                continue;
            }

            if (index.Objects.Find<Service>(ingress.Metadata.Namespace, backend.Name) is not { } service)
            {
                yield return Missing(index, ingress, where, backend.Name);
            }
            else if (backend.Port is { } port && !Offers(service, port))
            {
                yield return WrongPort(ingress, where, service, port);
            }
        }
    }

    // The AWS controller's redirects are written as backends that are no Services.
    private static bool IsAction(
        Ingress ingress, IngressServiceBackend backend) => backend.Port?.Name == "use-annotation" ||
        ingress.Metadata.Annotations.Keys.Any(k => k.EndsWith("/actions." + backend.Name, StringComparison.Ordinal));

    private static bool Offers(Service service, EndpointPortRef port) => service.Spec.Type == "ExternalName" ||
        service.Spec.Ports.Count == 0 ||
        service.Spec.Ports.Any(p =>
            p is not null && (port.Number is { } number ? p.Port == number : p.Name == port.Name));

    private static RouteFault Missing(WorldIndex index, Ingress ingress, string where, string name)
    {
        var near = NearestName.To(name, index.ServicesIn(ingress.Metadata.Namespace).Select(s => s.Metadata.Name));
        var hint = near is null ? "" : $"; there is a Service {near}";
        return new RouteFault(
            CauseCodes.IngressBackendMissing, ingress.Ref(), ingress.Ref(),
            $"{where} leads to Service {name}, which does not exist in {ingress.Metadata.Namespace}{hint}",
            Confidence.Stated)
        {
            Facts = Facts.Of(("service", name), ("nearest", near), ("path", where)),
        };
    }

    private static RouteFault WrongPort(Ingress ingress, string where, Service service, EndpointPortRef port)
    {
        var asked = port.Name is { Length: > 0 } name ? name : $"{port.Number}";
        var offers = Say.List(
            service.Spec.Ports.Where(p => p is not null)
                .Select(p => p.Name is { Length: > 0 } n ? $"{p.Port} ({n})" : $"{p.Port}"));
        return new RouteFault(
            CauseCodes.IngressBackendPort, ingress.Ref(), ingress.Ref(),
            $"{where} leads to port {asked} of Service {service.Metadata.Name}, which offers {offers}",
            Confidence.Stated)
        {
            Facts = Facts.Of(("service", service.Metadata.Name), ("port", asked), ("offered", offers), ("path", where)),
        };
    }

    private static IEnumerable<RouteFault> Class(WorldIndex index, Ingress ingress, DateTimeOffset now)
    {
        // An address in the status says that somebody serves it, whatever the class.
        if (!index.Objects.WasRead<IngressClass>() || HasAddress(ingress))
        {
            yield break;
        }

        var name = ClassOf(index, ingress);
        var known = Say.List(
            index.Objects.IngressClasses.Select(c => c.Metadata.Name).Order(StringComparer.Ordinal)
                .DefaultIfEmpty("none"));
        if (name is null)
        {
            yield return new RouteFault(
                CauseCodes.IngressClassUnset, ingress.Ref(), ingress.Ref(),
                $"ingressClassName is not set and no class is the default (classes: {known}), so no controller serves it",
                Confidence.Stated)
            {
                Facts = Facts.Of(("classes", known)),
            };
        }
        else if (index.Objects.Find<IngressClass>("", name) is not { } found)
        {
            // The old annotation names a controller's own word, which needs no object.
            if (ingress.Spec.IngressClassName is not null)
            {
                yield return new RouteFault(
                    CauseCodes.IngressClassMissing, ingress.Ref(), ingress.Ref(),
                    $"ingressClassName is {name}, which does not exist (classes: {known})", Confidence.Stated)
                {
                    Facts = Facts.Of(("class", name), ("classes", known),
                        ("nearest", NearestName.To(name, index.Objects.IngressClasses.Select(c => c.Metadata.Name)))),
                };
            }
        }
        else if (IngressControllers.Absence(index, ingress, found, now) is { } fault)
        {
            yield return fault;
        }
    }

    public static bool HasAddress(Ingress ingress) => ingress.Status.LoadBalancer?.Ingress.Count > 0;

    private static IEnumerable<RouteFault> Said(WorldIndex index, Ingress ingress, DateTimeOffset now)
    {
        var events = index.EventsOf(ingress.Ref());
        var said = events
            .Where(e => e.Type == "Warning" && e.Message is { Length: > 0 } && now - (e.LastSeen ?? now) < Recent)
            .OrderByDescending(e => e.LastSeen).ThenBy(e => e.Message, StringComparer.Ordinal)
            .FirstOrDefault();
        if (said?.Message is not { } message || events.Any(e => e.Type == "Normal" && e.LastSeen > said.LastSeen))
        {
            yield break;
        }

        var secret = ingress.Spec.Tls.Select(t => t?.SecretName)
            .FirstOrDefault(s => s is { Length: > 0 } && Words(message).Contains(s));
        var isSecret = secret is not null && message.Contains("secret", StringComparison.OrdinalIgnoreCase);
        yield return new RouteFault(
            isSecret ? CauseCodes.TlsSecretMissing : CauseCodes.IngressRefused, ingress.Ref(), ingress.Ref(),
            (isSecret ? $"tls.secretName is {secret}, and its" : "its") + $" controller says: {Say.Short(message, 160)}",
            Confidence.Stated)
        {
            Since = said.FirstSeen,
            Facts = Facts.Of(("reason", said.Reason), ("secret", isSecret ? secret : null)),
        };
    }

    private static string[] Words(string text) => text.Split(' ', '"', '\'', '/', ',', ':', '.', '`');

    // Secrets are not read; that one is absent follows from the Certificate that should have filled it and never did.
    private static IEnumerable<RouteFault> Certificate(WorldIndex index, Ingress ingress)
    {
        foreach (var secret in ingress.Spec.Tls.Select(t => t?.SecretName).Where(s => s is { Length: > 0 }).Distinct())
        {
            var keeper = index.Objects.CustomResources.FirstOrDefault(c =>
                c.Kind == "Certificate" && c.Group == "cert-manager.io" &&
                c.Metadata.Namespace == ingress.Metadata.Namespace && c.Spec.Text("secretName") == secret);
            if (keeper?.Conditions.Condition(
                "Ready") is { IsFalse: true, Reason: "DoesNotExist" or "MissingData" } ready)
            {
                yield return new RouteFault(
                    CauseCodes.TlsSecretMissing, keeper.Ref(), keeper.Ref(),
                    $"tls.secretName is {secret}, which {keeper.Ref().Named()} has not issued: {Say.Short(ready.Message ?? ready.Reason ?? "", 160)}",
                    Confidence.Stated)
                {
                    Severity = Severity.Warning,
                    Since = ready.LastTransitionTime,
                    SuffersFrom = keeper.Ref(),
                    Facts = Facts.Of(("secret", secret)),
                };
            }
        }
    }
}
