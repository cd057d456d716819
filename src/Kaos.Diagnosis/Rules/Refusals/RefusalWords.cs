using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Refusals;

/// <summary>With which words the API server refused a controller's pods.</summary>
internal sealed record RefusalWords(string Text, DateTimeOffset At, string Source)
{
    public static RefusalWords? Of(Scene scene, ObjectRef controller)
    {
        if (scene.Index.Objects.Find<Deployment>(controller.Namespace ?? "", controller.Name) is { } deployment &&
            controller.Kind == "Deployment")
        {
            return WorkloadSymptoms.Refused(deployment) is { Message: { } why } refusal
                ? new(why, refusal.LastTransitionTime ?? scene.Now, Sources.Spec)
                : null;
        }

        var set = scene.Index.Objects.Find<ReplicaSet>(controller.Namespace ?? "", controller.Name);
        if (controller.Kind == "ReplicaSet" &&
            set?.Status.Conditions.Condition("ReplicaFailure") is { IsTrue: true, Message: { } message } failure)
        {
            return new(message, failure.LastTransitionTime ?? scene.Now, Sources.Spec);
        }

        var refused = scene.Index.EventsOf(controller).Where(e => e.Reason == "FailedCreate").MaxBy(e => e.LastSeen);
        return refused?.Message is { } said ? new(said, refused.LastSeen ?? scene.Now, Sources.Events) : null;
    }
}
