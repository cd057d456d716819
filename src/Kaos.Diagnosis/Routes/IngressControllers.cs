using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Routes;

/// <summary>Whether anybody serves a class.</summary>
internal static class IngressControllers
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Heard = TimeSpan.FromMinutes(30);

    /// <summary>
    /// No Ingress of the class has an address for a long time, and the controller that the class names does not run
    /// here, or none of its pods is ready. A controller outside of the cluster would have given an address, or says
    /// why it cannot.
    /// </summary>
    public static RouteFault? Absence(WorldIndex index, Ingress ingress, IngressClass served, DateTimeOffset now)
    {
        var same = index.Objects.Ingresses.Where(i => IngressFaults.ClassOf(index, i) == served.Metadata.Name);
        if (now - (ingress.Metadata.CreationTimestamp ?? now) < Patience || served.Spec.Controller.Length == 0 ||
            !index.Objects.WasRead<Pod>() || same.Any(i => IngressFaults.HasAddress(i) || IsSpokenOf(index, i, now)))
        {
            return null;
        }

        var controllers = Workload.All(index.Objects).Where(w => Serves(w, served))
            .OrderBy(w => w.Ref.ToString(), StringComparer.Ordinal).ToList();
        if (controllers.Count == 0)
        {
            return new RouteFault(
                CauseCodes.IngressControllerAbsent, served.Ref(), served.Ref(),
                $"its class {served.Metadata.Name} is served by {served.Spec.Controller}, and no workload here runs that controller; " +
                "no Ingress of the class has an address",
                Confidence.Derived)
            {
                Facts = Facts.Of(("class", served.Metadata.Name), ("controller", served.Spec.Controller)),
            };
        }

        var controller = controllers[0].Ref;
        return controllers.Exists(c => index.PodsOf(c.Ref).Any(p => p.IsReady()))
            ? null
            : new RouteFault(
                CauseCodes.IngressControllerAbsent, controller, controller,
                $"its class {served.Metadata.Name} is served by {controller.Named()}, which has no pod ready",
                Confidence.Derived)
            {
                SuffersFrom = controller,
                Facts = Facts.Of(("class", served.Metadata.Name), ("controller", controller.ToString())),
            };
    }

    // Who refuses an Ingress is there to be asked.
    private static bool IsSpokenOf(WorldIndex index, Ingress ingress, DateTimeOffset now) =>
        index.EventsOf(ingress.Ref()).Any(e => e.Type == "Warning" && now - (e.LastSeen ?? now) < Heard);

    // "k8s.io/ingress-nginx": the last part stands in the arguments, the image or the labels of whoever implements it.
    private static bool Serves(Workload workload, IngressClass served)
    {
        var name = served.Spec.Controller[(served.Spec.Controller.LastIndexOf('/') + 1)..];
        var vendor = served.Spec.Controller.Split('/', '.')[0];
        var texts = workload.Template.Spec.AllContainers()
            .SelectMany(c => c.Args.Concat(c.Command).Append(c.Image))
            .Concat(workload.Template.Metadata.Labels.Values)
            .Append(workload.Ref.Name);
        return texts.Any(t => t is not null &&
            (Has(t, served.Spec.Controller) || (name.Length > 3 && Has(t, name)) ||
                (vendor.Length > 4 && Has(t, vendor))));
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
