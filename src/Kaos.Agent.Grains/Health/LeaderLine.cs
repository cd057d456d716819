using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Health;

/// <summary>What is known of one part of the control plane that elects a leader: one of the three. Pure.</summary>
internal sealed record LeaderLine(string? Well, string? NotWell, NotChecked? NotSeen)
{
    public static LeaderLine Of(ClusterObjects objects, string name)
    {
        var part = objects.Find<Component>("", name);
        var lease = part?.Leases.MinBy(part.AgeOf);
        if (part is null || lease is null)
        {
            return part?.Status is "healthy" ? new($"{name} is healthy by its ComponentStatus", null, null)
                : name == Component.CloudControllerManager ? new(null, null, null)
                : new(null, null, new NotChecked(
                    name,
                    part?.Status is { } said
                        ? $"no lease shows; its ComponentStatus says '{said}', which is also said where it runs elsewhere"
                        : "no lease shows: a managed cluster hides it, or it runs without leader election"));
        }

        if (PlaneTrouble.Of(objects, part) is { } trouble)
        {
            return new(null, $"{name}: {trouble.Text}", null);
        }

        return PlaneTrouble.Unrenewed(part) is null
            ? new($"{name} is led by {PlaneTrouble.Holder(lease)}", null, null)
            : new(
                $"{name}: {PlaneTrouble.Held(part, lease)}, and its work is done: by another under another lease, or it was removed",
                null, null);
    }
}
