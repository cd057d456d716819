using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Crashes;

/// <summary>On which processors an image runs, and on which it does not.</summary>
internal static class Architecture
{
    private const string Label = "kubernetes.io/arch";

    /// <summary>
    /// A claim for the chain; null when the node was not read. The facts are set where they are known.
    /// </summary>
    public static Claim? Tell(Scene scene, Pod pod, Container? spec, Notes notes, IDictionary<string, string> facts)
    {
        if (spec is null || Of(scene, pod) is not { } here || pod.Spec.NodeName is not { } name)
        {
            return null;
        }

        facts["image"] = spec.Image;
        facts["nodeArchitecture"] = here;
        var node = notes.Add(
            Sources.Node, "architecture", Refs.Of("Node", null, name), scene.Now, $"Node {name} is {here}");
        var elsewhere = scene.Index.Objects.Pods
            .Where(p => p.IsReady() && p.Spec.AllContainers().Any(c => c.Image == spec.Image))
            .Select(p => (Pod: p, Architecture: Of(scene, p)))
            .Where(p => p.Architecture is not null && p.Architecture != here)
            .OrderBy(p => p.Pod.Ref().ToString(), StringComparer.Ordinal)
            .FirstOrDefault();
        if (elsewhere.Architecture is not { } there)
        {
            return new Claim($"Image {spec.Image} does not run on {here}, the architecture of node {name}", [node]);
        }

        facts["imageRunsOn"] = there;
        var runs = notes.Add(
            Sources.PodStatus, "runs-elsewhere", elsewhere.Pod.Ref(), scene.Now,
            $"Pod {elsewhere.Pod.Metadata.Name} runs the same image on an {there} node");
        return new Claim(
            $"Image {spec.Image} runs on {there} and not on {here}, the architecture of node {name}", [node, runs]);
    }

    private static string? Of(Scene scene, Pod pod)
    {
        var node = pod.Spec.NodeName is { } name ? scene.Index.Objects.Find<Node>("", name) : null;
        return node?.Status.NodeInfo?.Architecture is { Length: > 0 } told
            ? told
            : node?.Metadata.Labels.GetValueOrDefault(Label);
    }
}
