using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Images;

internal static class PreviousImage
{
    /// <summary>
    /// The image of a Deployment's container in its newest revision that had another one; null when there is none.
    /// </summary>
    public static string? Of(Scene scene, ObjectRef subject, string container, string image) =>
        scene.Index.Objects.Find<Deployment>(subject.Namespace ?? "", subject.Name) is { } deployment &&
            subject.Kind == "Deployment"
            ? scene.Index.RevisionsOf(deployment.Metadata.Uid)
                .Select(r => r.Spec.Template.Spec.Container(container)?.Image)
                .LastOrDefault(i => i is not null && i != image)
            : null;
}
