using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>Who should serve an API: the workload behind its Service, and how that stands.</summary>
internal static class ServiceBehind
{
    public static Behind? Of(Scene scene, CustomResource api)
    {
        var (ns, name) = (api.Spec.Text("service", "namespace") ?? "", api.Spec.Text("service", "name") ?? "");
        if (scene.Index.Objects.Find<Service>(ns, name) is not { } service)
        {
            return scene.Index.Objects.WasRead<Service>() && name.Length > 0
                ? Found(api.Ref(), $"Its Service {ns}/{name} does not exist")
                : null;
        }

        var workload = scene.Index.WorkloadsIn(ns)
            .FirstOrDefault(w =>
                service.Spec.Selector.Count > 0 &&
                    WorldIndex.Covers(w.Template.Metadata.Labels, service.Spec.Selector));
        return workload is null ? Found(api.Ref(), $"No workload stands behind its Service {ns}/{name}")
            : workload.Ready > 0 ? null
            : Found(workload.Ref, workload.Wanted == 0
                ? $"{workload.Ref.Named()}, which serves it, is scaled to 0"
                : $"{workload.Ref.Named()}, which serves it, has 0 of {workload.Wanted} pods ready");
    }

    private static Behind Found(ObjectRef root, string text) => new(CauseCodes.ApiServiceUnavailable, root, text);
}
