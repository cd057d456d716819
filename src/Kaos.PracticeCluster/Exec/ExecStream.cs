using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Exec;

// pods/exec over WebSocket: one binary message per piece, its first byte the channel, a Status on the error channel
// last.
internal sealed class ExecStream(LiveCluster cluster, TimeProvider clock)
{
    private const int LongestPiece = 32 * 1024;
    private const byte Output = 1;
    private const byte Errors = 2;
    private const byte Failure = 3;

    private static readonly string[] Spoken = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    public async Task AnswerAsync(ApiRequest request, CancellationToken ct)
    {
        var http = request.Http;
        var argv = http.Request.Query["command"].OfType<string>().ToArray();
        var files = Find(request);
        if (argv.Length == 0)
        {
            throw ApiFailure.BadRequest("you must specify at least 1 command for the container");
        }

        // SPDY, the older way, is not served; a client that tries it after a refusal has been told why above.
        if (!http.WebSockets.IsWebSocketRequest)
        {
            throw ApiFailure.BadRequest("Upgrade request required");
        }

        if (http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(Spoken.Contains) is not { } protocol)
        {
            throw ApiFailure.BadRequest("unable to upgrade: none of the requested subprotocols is supported");
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(protocol);
        CommandResult result;
        lock (cluster.Gate)
        {
            cluster.Sync();
            result = PodCommands.Run(argv, files);
        }

        if (result.Wait > TimeSpan.Zero)
        {
            await Task.Delay(result.Wait, clock, ct);
        }

        try
        {
            await SendAsync(socket, Output, result.Output, request.QueryFlag("stdout"), ct);
            await SendAsync(socket, Errors, result.Errors, request.QueryFlag("stderr"), ct);
            await SendAsync(socket, Failure, Json.Plain(Status(result.ExitCode)), wanted: true, ct);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        }
        catch (WebSocketException)
        {
            // Whoever asked went away before the end; the command has run all the same.
        }
    }

    private PodFiles Find(ApiRequest request)
    {
        lock (cluster.Gate)
        {
            cluster.Sync();
            var pod = cluster.World.Get(ResourceTypes.Pods, request.Namespace, request.Name)
                ?? throw ApiFailure.NotFound(ResourceTypes.Pods, request.Name);
            var names = pod.Items("spec", "containers").Concat(pod.Items("spec", "ephemeralContainers"))
                .Select(one => one.Text("name")).ToList();
            var asked = request.Query("container");
            if (asked.Length == 0 && names.Count > 1)
            {
                throw ApiFailure.BadRequest(
                    $"a container name must be specified for pod {request.Name}, choose one of: [{string.Join(' ', names)}]");
            }

            var name = asked.Length > 0 ? asked : names[0];
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                throw ApiFailure.BadRequest($"container {name} is not valid for pod {request.Name}");
            }

            var runtime = cluster.Kubelet.Find(pod.Text("metadata", "uid"))?.Container(name);
            return runtime is null or { Phase: ContainerPhase.Running }
                ? new PodFiles(cluster.World, pod, name)
                : throw new ApiFailure(
                    500, "InternalError",
                    $"Internal error occurred: unable to upgrade connection: container not found (\"{name}\")", null);
        }
    }

    private static async Task SendAsync(WebSocket socket, byte channel, string text, bool wanted, CancellationToken ct)
    {
        if (!wanted)
        {
            return;
        }

        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(LongestPiece))
        {
            await socket.SendAsync((byte[])[channel, .. piece], WebSocketMessageType.Binary, endOfMessage: true, ct);
        }
    }

    private static JsonObject Status(int exitCode) => exitCode == 0
        ? new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" }
        : new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: exit status {exitCode}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = $"{exitCode}" }),
            },
        };
}
