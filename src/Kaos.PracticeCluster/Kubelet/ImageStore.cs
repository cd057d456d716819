using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Kubelet;

// Which images cannot be had, and how a kubelet tells of it.
internal sealed class ImageStore(IReadOnlyDictionary<string, string> problems)
{
    // The runtime's words when the image cannot be pulled: the tag is absent, access is refused, or the host is
    // unknown.
    public string? Problem(string image)
    {
        if (!problems.TryGetValue(image, out var kind))
        {
            return null;
        }

        var host = image.Split('/')[0];
        return kind switch
        {
            "denied" => $"failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\": failed to authorize: "
                + $"failed to fetch anonymous token: unexpected status from GET request to https://{host}/token: 403 Forbidden",
            "host" => $"failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\": failed to do request: "
                + $"Head \"https://{host}/v2/\": dial tcp: lookup {host}: no such host",
            _ => $"rpc error: code = NotFound desc = failed to pull and unpack image \"{image}\": failed to resolve reference "
                + $"\"{image}\": {image}: not found",
        };
    }

    public TimeSpan Delay(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, Math.Max(0, attempts - 1))));

    public void FailPull(World world, JsonObject pod, PodRuntime runtime, ContainerRuntime container, string problem)
    {
        var field = $"spec.containers{{{container.Name}}}";
        var image = pod.Items("spec", "containers").First(one => one.Text("name") == container.Name).Text("image");
        container.PullAttempts++;
        void Warn(string reason, string message) =>
            world.Events.Warning(ResourceTypes.Pods, pod, reason, message, "kubelet", runtime.Node, field);
        world.Events.Normal(ResourceTypes.Pods, pod, "Pulling", $"Pulling image \"{image}\"", "kubelet", runtime.Node,
            field);
        Warn("Failed", $"Failed to pull image \"{image}\": {problem}");
        Warn("Failed", "Error: ErrImagePull");
        world.Events.Normal(ResourceTypes.Pods, pod, "BackOff", $"Back-off pulling image \"{image}\"", "kubelet",
            runtime.Node, field);
        Warn("Failed", "Error: ImagePullBackOff");
        container.WaitingReason = "ImagePullBackOff";
        container.WaitingMessage = $"Back-off pulling image \"{image}\": ErrImagePull: {problem}";
    }
}
