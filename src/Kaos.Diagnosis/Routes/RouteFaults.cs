using System.Globalization;
using System.Text.Json;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Routes;

/// <summary>
/// What is wrong with an HTTPRoute and its like: its parents, its backends, or what its controller says.
/// </summary>
internal static class RouteFaults
{
    public static IEnumerable<RouteFault> Of(WorldIndex index, CustomResource route)
    {
        var found = Parents(index, route).Concat(Backends(index, route)).ToList();
        return found.Count > 0 ? found : Said(route);
    }

    private static IEnumerable<RouteFault> Parents(WorldIndex index, CustomResource route)
    {
        foreach (var parent in route.Spec.Items("parentRefs").Where(p => (p.Text("kind") ?? "Gateway") == "Gateway"))
        {
            var ns = parent.Text("namespace") ?? route.Metadata.Namespace;
            var name = parent.Text("name") ?? "";
            if (GatewayFaults.Find(index, "Gateway", ns, name) is not { } gateway)
            {
                var near = NearestName.To(name, index.Objects.CustomResources
                    .Where(c => c.Kind == "Gateway" && c.Group == GatewayFaults.Group && c.Metadata.Namespace == ns)
                    .Select(c => c.Metadata.Name));
                yield return new RouteFault(
                    CauseCodes.RouteParentMissing, route.Ref(), route.Ref(),
                    $"parentRefs names Gateway {ns}/{name}, which does not exist{(near is null ? "" : $"; there is a Gateway {near}")}",
                    Confidence.Stated)
                {
                    Facts = Facts.Of(("gateway", $"{ns}/{name}"), ("nearest", near)),
                };
                continue;
            }

            var section = parent.Text("sectionName");
            var listeners = gateway.Spec.Items("listeners").Where(l => section is null || l.Text("name") == section)
                .ToList();
            if (listeners.Count == 0)
            {
                yield return new RouteFault(
                    CauseCodes.RouteParentMissing, route.Ref(), route.Ref(),
                    $"parentRefs names listener {section} of {gateway.Ref().Named()}, which has " +
                    Say.List(gateway.Spec.Items("listeners").Select(l => l.Text("name") ?? "")), Confidence.Stated)
                {
                    Facts = Facts.Of(("gateway", $"{ns}/{name}"), ("listener", section)),
                };
            }
            else if (listeners.TrueForAll(l => Refuses(index, l, gateway, route) is not null) &&
                Refuses(index, listeners[0], gateway, route) is { } why)
            {
                yield return new RouteFault(
                    CauseCodes.RouteNotAllowed, gateway.Ref(), gateway.Ref(),
                    $"{gateway.Ref().Named()} lets in {why}, and {route.Metadata.Namespace} is none of them",
                    Confidence.Stated)
                {
                    Facts = Facts.Of(("gateway", $"{ns}/{name}"), ("namespace", route.Metadata.Namespace)),
                };
            }
        }
    }

    // The labels of the namespace count, not those of the route.
    private static string? Refuses(WorldIndex index, JsonElement listener, CustomResource gateway, CustomResource route)
    {
        var allowed = listener.At("allowedRoutes", "namespaces");
        var from = allowed.Text("from") ?? "Same";
        if (from == "Same")
        {
            return route.Metadata.Namespace == gateway.Metadata.Namespace
                ? null
                : $"only routes of its own namespace {gateway.Metadata.Namespace}";
        }

        if (from != "Selector" || NetworkIndex.Of(index.Objects).LabelsOf(route.Metadata.Namespace) is not { } labels)
        {
            return null;
        }

        var selector = Selector(allowed.At("selector"));
        return selector.Matches(labels)
            ? null
            : $"only routes of namespaces with {Rules.Network.PolicyText.Selector(selector)}";
    }

    private static LabelSelector Selector(JsonElement element) => new()
    {
        MatchLabels = element.At("matchLabels") is { ValueKind: JsonValueKind.Object } labels
            ? labels.EnumerateObject().ToDictionary(p =>
                p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() ?? "" : "")
            : [],
        MatchExpressions = [.. element.Items("matchExpressions").Select(e => new LabelRequirement
        {
            Key = e.Text("key") ?? "",
            Operator = e.Text("operator") ?? "",
            Values = [.. e.Texts("values")],
        })],
    };

    private static IEnumerable<RouteFault> Backends(WorldIndex index, CustomResource route)
    {
        if (!index.Objects.WasRead<Service>())
        {
            yield break;
        }

        var backends = route.Spec.Items("rules").SelectMany(r => r.Items("backendRefs"))
            .Where(b => (b.Text("kind") ?? "Service") == "Service" && (b.Text("group") ?? "") is "" or "core");
        foreach (var backend in backends)
        {
            if (Backend(index, route, backend) is { } fault)
            {
                yield return fault;
            }
        }
    }

    private static RouteFault? Backend(WorldIndex index, CustomResource route, JsonElement backend)
    {
        var ns = backend.Text("namespace") ?? route.Metadata.Namespace;
        var name = backend.Text("name") ?? "";
        var port = int.TryParse(backend.Text("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : (int?)null;
        if (index.Objects.Find<Service>(ns, name) is not { } service)
        {
            var near = NearestName.To(name, index.ServicesIn(ns).Select(s => s.Metadata.Name));
            return new RouteFault(
                CauseCodes.RouteBackendMissing, route.Ref(), route.Ref(),
                $"backendRefs names Service {ns}/{name}, which does not exist{(near is null ? "" : $"; there is a Service {near}")}",
                Confidence.Stated)
            {
                Facts = Facts.Of(("service", name), ("nearest", near)),
            };
        }

        if (ns != route.Metadata.Namespace && !IsGranted(index, route, ns, name))
        {
            return new RouteFault(
                CauseCodes.RouteGrantMissing, route.Ref(), route.Ref(),
                $"backendRefs names Service {ns}/{name} of another namespace, and no ReferenceGrant in {ns} lets {route.Kind}s of {route.Metadata.Namespace} refer to it",
                Confidence.Stated)
            {
                Facts = Facts.Of(("service", name), ("namespace", ns)),
            };
        }

        return port is null || service.Spec.Ports.Count == 0 || service.Spec.Ports.Any(p => p?.Port == port)
            ? null
            : new RouteFault(
                CauseCodes.RouteBackendPort, route.Ref(), route.Ref(),
                $"backendRefs names port {port} of Service {name}, which offers {Say.List(service.Spec.Ports.Where(p => p is not null).Select(p => $"{p.Port}"))}",
                Confidence.Stated)
            {
                Facts = Facts.Of(("service", name), ("port", $"{port}")),
            };
    }

    private static bool IsGranted(
        WorldIndex index, CustomResource route, string ns, string name) => index.Objects.CustomResources
        .Where(g => g.Kind == "ReferenceGrant" && g.Group == GatewayFaults.Group && g.Metadata.Namespace == ns)
        .Any(g =>
            g.Spec.Items("from")
                .Any(f => f.Text("kind") == route.Kind && f.Text("namespace") == route.Metadata.Namespace) &&
            g.Spec.Items("to")
                .Any(t => t.Text("kind") == "Service" && (t.Text("name") is not { Length: > 0 } only || only == name)));

    private static IEnumerable<RouteFault> Said(CustomResource route)
    {
        foreach (var parent in route.Status.Items("parents"))
        {
            if (GatewayFaults.Conditions(parent).FirstOrDefault(
                c => c is { IsFalse: true, Type: "Accepted" or "ResolvedRefs" }) is { Reason: not "Pending" } bad)
            {
                yield return new RouteFault(
                    CauseCodes.RouteRefused, route.Ref(), route.Ref(),
                    $"Gateway {parent.Text("parentRef", "name")} does not accept it ({bad.Reason}): {GatewayFaults.Said(bad)}",
                    Confidence.Stated)
                {
                    Since = bad.LastTransitionTime,
                    Facts = Facts.Of(("reason", bad.Reason), ("gateway", parent.Text("parentRef", "name"))),
                };
                yield break;
            }
        }
    }
}
