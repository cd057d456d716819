using System.Text.Json;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Routes;

/// <summary>What is wrong with an object of the Gateway API.</summary>
internal static class GatewayFaults
{
    public const string Group = "gateway.networking.k8s.io";

    public static IEnumerable<RouteFault> Of(WorldIndex index, CustomResource item) => item.Kind switch
    {
        "GatewayClass" => OfClass(item),
        "Gateway" => OfGateway(index, item),
        _ when item.Kind.EndsWith("Route", StringComparison.Ordinal) => RouteFaults.Of(index, item),
        _ => [],
    };

    public static CustomResource? Find(WorldIndex index, string kind, string @namespace, string name) =>
        index.Objects.CustomResources.FirstOrDefault(c => c.Group == Group && c.Kind == kind &&
            c.Metadata.Namespace == @namespace && c.Metadata.Name == name);

    public static string Said(Condition condition) =>
        Say.Short(condition.Message is { Length: > 0 } message ? message : condition.Reason ?? "", 160);

    private static IEnumerable<RouteFault> OfClass(CustomResource item)
    {
        if (item.Conditions.Condition("Accepted") is { IsFalse: true } accepted)
        {
            yield return new RouteFault(
                CauseCodes.GatewayClassRefused, item.Ref(), item.Ref(),
                $"its controller {item.Spec.Text("controllerName")} does not accept it ({accepted.Reason}): {Said(accepted)}",
                Confidence.Stated)
            {
                Since = accepted.LastTransitionTime,
                Facts = Facts.Of(("reason", accepted.Reason), ("controller", item.Spec.Text("controllerName"))),
            };
        }
    }

    private static IEnumerable<RouteFault> OfGateway(WorldIndex index, CustomResource gateway)
    {
        var name = gateway.Spec.Text("gatewayClassName") ?? "";
        var served = Find(index, "GatewayClass", "", name);
        if (served is null)
        {
            var known = index.Objects.CustomResources.Where(c => c.Group == Group && c.Kind == "GatewayClass")
                .Select(c => c.Metadata.Name).Order(StringComparer.Ordinal).ToList();
            if (known.Count > 0)
            {
                yield return new RouteFault(
                    CauseCodes.GatewayClassMissing, gateway.Ref(), gateway.Ref(),
                    $"gatewayClassName is {name}, which does not exist (classes: {Say.List(known)})", Confidence.Stated)
                {
                    Facts = Facts.Of(("class", name), ("classes", Say.List(known))),
                };
            }

            yield break;
        }

        if (served.Conditions.Condition("Accepted") is { IsFalse: true })
        {
            yield break;
        }

        var listeners = Listeners(gateway).ToList();
        foreach (var fault in listeners)
        {
            yield return fault;
        }

        var bad = gateway.Conditions.Where(c => c is { IsFalse: true, Type: "Accepted" or "Programmed" })
            .OrderBy(c => c.Type, StringComparer.Ordinal).FirstOrDefault();
        if (bad is not null && listeners.Count == 0 && bad.Reason is not "Pending")
        {
            yield return new RouteFault(
                CauseCodes.GatewayNotProgrammed, gateway.Ref(), gateway.Ref(),
                $"{bad.Type} is False ({bad.Reason}): {Said(bad)}", Confidence.Stated)
            {
                Since = bad.LastTransitionTime,
                Facts = Facts.Of(("reason", bad.Reason), ("condition", bad.Type)),
            };
        }
    }

    private static IEnumerable<RouteFault> Listeners(CustomResource gateway)
    {
        foreach (var listener in gateway.Status.Items("listeners"))
        {
            var bad = Conditions(listener)
                .Where(c =>
                    c is { IsFalse: true, Type: "Accepted" or "Programmed" or "ResolvedRefs" }
                        or { IsTrue: true, Type: "Conflicted" })
                .OrderBy(c => c.Type == "Programmed").ThenBy(c => c.Type, StringComparer.Ordinal)
                .FirstOrDefault();
            if (bad is null)
            {
                continue;
            }

            yield return new RouteFault(
                CauseCodes.GatewayListener, gateway.Ref(), gateway.Ref(),
                $"listener {listener.Text("name")} does not work ({bad.Reason}): {Said(bad)}", Confidence.Stated)
            {
                Since = bad.LastTransitionTime,
                Facts = Facts.Of(("listener", listener.Text("name")), ("reason", bad.Reason)),
            };
        }
    }

    internal static IEnumerable<Condition> Conditions(JsonElement element)
    {
        foreach (var item in element.Items("conditions"))
        {
            yield return new Condition
            {
                Type = item.Text("type") ?? "",
                Status = item.Text("status") ?? "",
                Reason = item.Text("reason"),
                Message = item.Text("message"),
                LastTransitionTime = Time(item.Text("lastTransitionTime")),
            };
        }
    }

    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal,
        out var at) ? at : null;
}
