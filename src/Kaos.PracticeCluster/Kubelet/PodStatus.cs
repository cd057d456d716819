using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Kubelet;

// The pod's status as its kubelet posts it.
internal static class PodStatus
{
    public static void Fill(JsonObject pod, PodRuntime runtime, string host, DateTimeOffset now)
    {
        var status = pod.Make("status");
        var containers = pod.Items("spec", "containers").ToList();
        status["phase"] = Phase(pod, runtime);
        var conditions = Conditions(pod, runtime, now);
        status["conditions"] = conditions;
        status["hostIP"] = host;
        status["podIP"] = runtime.Ip;
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = runtime.Ip });
        status["startTime"] = Json.Stamp(runtime.Bound ?? now);
        status["containerStatuses"] = Json.Array(runtime.Containers.Select(container =>
            Container(container, containers.Find(one => one.Text("name") == container.Name).Text("image"))));
    }

    private static string Phase(JsonObject pod, PodRuntime runtime)
    {
        if (runtime.Containers.TrueForAll(container => container.Phase == ContainerPhase.Terminated))
        {
            return runtime.Containers.TrueForAll(container => container.Last?.ExitCode == 0) ? "Succeeded" : "Failed";
        }

        return runtime.Containers.Exists(container => container.Runs.Count > 0)
            || pod.Text("status", "phase") == "Running" ? "Running" : "Pending";
    }

    private static JsonObject Container(ContainerRuntime container, string image)
    {
        var last = container.Last;
        var result = new JsonObject { ["name"] = container.Name };
        result["state"] = container.Phase switch
        {
            ContainerPhase.Running when last is not null => new JsonObject
            {
                ["running"] = new JsonObject { ["startedAt"] = Json.Stamp(last.Started) },
            },
            ContainerPhase.Terminated when last is not null => new JsonObject { ["terminated"] = Terminated(last) },
            _ => new JsonObject { ["waiting"] = Waiting(container) },
        };
        result["lastState"] = container.Previous is { Ended: not null } previous
            ? new JsonObject { ["terminated"] = Terminated(previous) } : new JsonObject();
        result["ready"] = container.Ready;
        result["restartCount"] = container.Restarts;
        result["image"] = image;
        result["imageID"] = last is null ? "" : $"{image.Split(':')[0]}@sha256:{Digest(image)}";
        if (last is not null)
        {
            result["containerID"] = $"containerd://{last.Id}";
        }

        result["started"] = container.Phase == ContainerPhase.Running;
        return result;
    }

    private static JsonObject Waiting(ContainerRuntime container)
    {
        var waiting = new JsonObject { ["reason"] = container.WaitingReason };
        if (container.WaitingMessage.Length > 0)
        {
            waiting["message"] = container.WaitingMessage;
        }

        return waiting;
    }

    private static JsonObject Terminated(ContainerRun run) => new()
    {
        ["exitCode"] = run.ExitCode,
        ["reason"] = run.Reason,
        ["message"] = run.Message.Length > 0 ? run.Message : null,
        ["startedAt"] = Json.Stamp(run.Started),
        ["finishedAt"] = Json.Stamp(run.Ended ?? run.Started),
        ["containerID"] = $"containerd://{run.Id}",
    };

    private static JsonArray Conditions(JsonObject pod, PodRuntime runtime, DateTimeOffset now)
    {
        var unready = runtime.Containers.Where(container => !container.Ready).Select(container => container.Name)
            .ToList();
        var done = Phase(pod, runtime) is "Succeeded";
        var started = runtime.Containers.TrueForAll(container => container.Runs.Count > 0);
        var why = done ? "PodCompleted" : unready.Count > 0 ? "ContainersNotReady" : "";
        var what = unready.Count > 0 && !done ? $"containers with unready status: [{string.Join(' ', unready)}]" : "";
        return new JsonArray(
            Condition(pod, "PodReadyToStartContainers", started, "", "", now),
            Condition(pod, "Initialized", true, done ? "PodCompleted" : "", "", now),
            Condition(pod, "Ready", unready.Count == 0, why, what, now),
            Condition(pod, "ContainersReady", unready.Count == 0, why, what, now),
            Condition(pod, "PodScheduled", true, "", "", now));
    }

    private static JsonObject Condition(JsonObject pod, string type, bool holds, string reason, string message,
        DateTimeOffset now)
    {
        var text = holds ? "True" : "False";
        var known = Owners.Condition(pod, type);
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = text,
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = known.Text("status") == text ? known.Text("lastTransitionTime") : Json.Stamp(now),
        };
        if (reason.Length > 0)
        {
            condition["reason"] = reason;
        }

        if (message.Length > 0)
        {
            condition["message"] = message;
        }

        return condition;
    }

    private static string Digest(string image) => string.Concat(Enumerable.Range(0, 8)
        .Select(part => Chance.Fnv($"{image}{part}")
            .ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
}
