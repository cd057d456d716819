using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Exec;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Kubelet;

// One container's runs: start, readiness, modes, the kernel's kill at the limit, crashes and back-off.
internal sealed class ContainerLife(World world, BehaviourBook book, PodKubelet kubelet)
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(10);

    public void Start(PodRuntime runtime, ContainerRuntime container)
    {
        if (kubelet.Pod(runtime) is not { } pod || runtime.Ending)
        {
            return;
        }

        var field = $"spec.containers{{{container.Name}}}";
        var id = world.Chance.Hex(64);
        var run = new ContainerRun(world.Now, id, runtime.Ordinal, Chance.Fnv(runtime.Uid + container.Name));
        container.Runs.Add(run);
        container.Phase = ContainerPhase.Running;
        world.Events.Normal(ResourceTypes.Pods, pod, "Created", $"Created container {container.Name}", "kubelet",
            runtime.Node, field);
        world.Events.Normal(ResourceTypes.Pods, pod, "Started", $"Started container {container.Name}", "kubelet",
            runtime.Node, field);
        Enter(runtime, container, run, book.Wanted(runtime.Behaviour), reloaded: false);
        kubelet.Post(runtime);
        if (Script(pod, container) is { } argv)
        {
            Play(runtime, container, run, PodCommands.Run(argv, new PodFiles(world, pod, container.Name)));
            return;
        }

        world.Agenda.After(runtime.Behaviour.Startup, () => Probe(runtime, container, run));
    }

    // A container that runs to its end and says which program: what exec can run, it can run too.
    private static string[]? Script(
        JsonObject pod, ContainerRuntime container) => pod.Text("spec", "restartPolicy") == "Never"
        && pod.Items("spec", "containers").FirstOrDefault(one => one.Text("name") == container.Name)
            .At("command") is JsonArray { Count: > 0 } command
        ? [.. command.Select(word => word.Text().Replace("$$(", "$(", StringComparison.Ordinal))] : null;

    private void Play(PodRuntime runtime, ContainerRuntime container, ContainerRun run, CommandResult result)
    {
        if (result.ExitCode == 127)
        {
            run.Said = "";
            run.Message = result.Errors.Replace(
                "OCI runtime exec failed: exec failed",
                "failed to create containerd task: failed to create shim task: OCI runtime create failed",
                StringComparison.Ordinal).TrimEnd();
            Finish(runtime, container, run, 128, "StartError");
            return;
        }

        run.Said = "";
        world.Agenda.After(result.Wait + Instant, () =>
        {
            if (run.Ended is null)
            {
                run.Said = result.Output + result.Errors;
                Finish(runtime, container, run, result.ExitCode, result.ExitCode == 0 ? "Completed" : "Error");
            }
        });
        if (kubelet.Pod(runtime) is { } pod && pod.Number("spec", "activeDeadlineSeconds") is > 0 and var seconds)
        {
            world.Agenda.After(TimeSpan.FromSeconds(seconds), () =>
            {
                if (run.Ended is null)
                {
                    Finish(runtime, container, run, 137, "Error");
                    world.Modify(ResourceTypes.Pods, runtime.Key.Namespace, runtime.Key.Name, Author.Kubelet, late =>
                    {
                        late.Make("status")["reason"] = "DeadlineExceeded";
                        late.Make("status")["message"] =
                            "Pod was active on the node longer than the specified deadline";
                    });
                }
            });
        }
    }

    // The conditions of the world have changed: running processes that reload by themselves take notice.
    public void Reconsider()
    {
        foreach (var runtime in kubelet.All.Where(one => one.Gone is null && !one.Ending
            && one.Behaviour.Reload is not null))
        {
            foreach (var container in runtime.Containers.Where(one => one.Phase == ContainerPhase.Running))
            {
                var wanted = book.Wanted(runtime.Behaviour);
                if (container.Last is { } run && run.Current.Mode != wanted && run.Noticing != wanted)
                {
                    run.Noticing = wanted;
                    var delay = (wanted.Notice ?? runtime.Behaviour.Reload ?? TimeSpan.Zero)
                        + TimeSpan.FromSeconds(runtime.Ordinal * 1.5);
                    world.Agenda.After(delay, () => Reload(runtime, container, run));
                }
            }
        }
    }

    // A process ends by itself, outside every mode: a scenario's one-off.
    public void Crash(string workload, int code, string reason)
    {
        var victim = kubelet.All.FirstOrDefault(one => one.Gone is null && !one.Ending && one.Workload == workload);
        if (victim?.Containers.Find(one => one.Phase == ContainerPhase.Running) is { Last: { } run } container)
        {
            Finish(victim, container, run, code, reason.Length > 0 ? reason : "Error");
        }
    }

    private void Reload(PodRuntime runtime, ContainerRuntime container, ContainerRun run)
    {
        var wanted = book.Wanted(runtime.Behaviour);
        var noticed = run.Noticing;
        run.Noticing = null;
        if (noticed != wanted)
        {
            Reconsider();
            return;
        }

        if (run.Ended is null && !runtime.Ending && run.Current.Mode != wanted && !run.Current.Mode.Sticky)
        {
            Enter(runtime, container, run, wanted, reloaded: true);
            Probe(runtime, container, run);
        }
    }

    private void Enter(PodRuntime runtime, ContainerRuntime container, ContainerRun run, Mode mode, bool reloaded)
    {
        var segment = run.Enter(mode, world.Now, reloaded);
        if (Limit(runtime, container) is { } limit && mode.MemoryTo > limit)
        {
            var kill = segment.Full + (reloaded ? mode.OvershootWarm : mode.Overshoot)
                + TimeSpan.FromSeconds(runtime.Ordinal * 2);
            world.Agenda.At(kill, () => KillForMemory(runtime, container, run, segment));
        }

        if (mode.ExitAfter is { } after)
        {
            world.Agenda.After(after, () => Exit(runtime, container, run, segment));
        }
    }

    private void Exit(PodRuntime runtime, ContainerRuntime container, ContainerRun run, Segment segment)
    {
        if (run.Ended is null && run.Current == segment)
        {
            var code = segment.Mode.ExitCode;
            Finish(runtime, container, run, code, code == 0 ? "Completed" : "Error");
        }
    }

    private void KillForMemory(PodRuntime runtime, ContainerRuntime container, ContainerRun run, Segment segment)
    {
        if (run.Ended is not null || run.Current != segment || kubelet.Pod(runtime) is not { } pod)
        {
            return;
        }

        var kilobytes = (long)(run.Memory(world.Now) / 1024);
        world.Events.Warning(ResourceTypes.Pods, pod, "OOMKilling",
            $"Memory cgroup out of memory: Killed process {10_000 + world.Chance.Next(50_000)} ({container.Name}) "
            + $"total-vm:{kilobytes * 2}kB, anon-rss:{kilobytes}kB, file-rss:5120kB, shmem-rss:0kB, UID:1000 pgtables:1480kB oom_score_adj:872",
            "kubelet", runtime.Node, $"spec.containers{{{container.Name}}}");
        Finish(runtime, container, run, 137, "OOMKilled");
    }

    private void Finish(PodRuntime runtime, ContainerRuntime container, ContainerRun run, int code, string reason)
    {
        run.End(world.Now, code, reason);
        container.Ready = false;
        if (runtime.Ending || kubelet.Pod(runtime) is not { } pod)
        {
            return;
        }

        var policy = pod.Text("spec", "restartPolicy");
        if (policy == "Never" || (policy == "OnFailure" && code == 0))
        {
            container.Phase = ContainerPhase.Terminated;
            kubelet.Post(runtime);
            return;
        }

        container.Crashes = world.Now - run.Started > Forgiven ? 1 : container.Crashes + 1;
        BackOff(pod, runtime, container);
    }

    private void BackOff(JsonObject pod, PodRuntime runtime, ContainerRuntime container)
    {
        var delay = container.Crashes == 1 ? TimeSpan.FromSeconds(1)
            : TimeSpan.FromSeconds(10 * Math.Pow(2, Math.Min(container.Crashes - 2, 8)));
        delay = delay > LongestBackOff ? LongestBackOff : delay;
        var where = $"{container.Name} in pod {runtime.Key.Name}_{runtime.Key.Namespace}({runtime.Uid})";
        container.Phase = ContainerPhase.Waiting;
        container.WaitingReason = "CrashLoopBackOff";
        container.WaitingMessage = $"back-off {Words(delay)} restarting failed container={container.Name} "
            + $"pod={runtime.Key.Name}_{runtime.Key.Namespace}({runtime.Uid})";
        if (container.Crashes > 1)
        {
            world.Events.Warning(ResourceTypes.Pods, pod, "BackOff", $"Back-off restarting failed container {where}",
                "kubelet", runtime.Node,
                $"spec.containers{{{container.Name}}}");
        }

        kubelet.Post(runtime);
        world.Agenda.After(delay, () => Restart(runtime, container));
    }

    private void Restart(PodRuntime runtime, ContainerRuntime container)
    {
        if (kubelet.Pod(runtime) is not { } pod || runtime.Ending)
        {
            return;
        }

        container.Restarts++;
        var image = pod.Items("spec", "containers").First(one => one.Text("name") == container.Name).Text("image");
        world.Events.Normal(ResourceTypes.Pods, pod, "Pulled",
            $"Container image \"{image}\" already present on machine", "kubelet",
            runtime.Node, $"spec.containers{{{container.Name}}}");
        Start(runtime, container);
    }

    private void Probe(PodRuntime runtime, ContainerRuntime container, ContainerRun run)
    {
        if (run.Ended is not null || kubelet.Pod(runtime) is not { } pod || runtime.Ending)
        {
            return;
        }

        var mode = run.Current.Mode;
        if (container.Ready != mode.Ready)
        {
            container.Ready = mode.Ready;
            kubelet.Post(runtime);
        }

        if (!mode.Ready)
        {
            if (mode.ProbeMessage.Length > 0)
            {
                world.Events.Warning(ResourceTypes.Pods, pod, "Unhealthy",
                    $"Readiness probe failed: {mode.ProbeMessage}", "kubelet",
                    runtime.Node, $"spec.containers{{{container.Name}}}");
            }

            world.Agenda.After(TimeSpan.FromSeconds(10), () => Probe(runtime, container, run));
        }
    }

    private double? Limit(PodRuntime runtime, ContainerRuntime container)
    {
        var spec = kubelet.Pod(runtime).Items("spec", "containers")
            .FirstOrDefault(one => one.Text("name") == container.Name);
        var text = spec.Text("resources", "limits", "memory");
        return text.Length == 0 ? null : Quantity.Parse(text);
    }

    private static string Words(TimeSpan delay) =>
        delay < TimeSpan.FromMinutes(1) ? $"{(int)delay.TotalSeconds}s" : $"{(int)delay.TotalMinutes}m{delay.Seconds}s";
}
