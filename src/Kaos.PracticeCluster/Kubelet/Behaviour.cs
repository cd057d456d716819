using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Kubelet;

// How the processes of one workload live, as the scenario tells it. The first mode whose conditions hold is the
// wanted one; a container takes it at its start, or, where the application reloads by itself, while it runs.
internal sealed record Behaviour
{
    public required string Workload { get; init; }

    public TimeSpan Startup { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan Shutdown { get; init; } = TimeSpan.FromSeconds(2);

    // How long a running container takes to notice; none when it never does.
    public TimeSpan? Reload { get; init; }

    public required IReadOnlyList<Mode> Modes { get; init; }

    public IReadOnlyList<LogRule> Logs { get; init; } = [];

    public static Behaviour Ordinary(string workload) => Read(new JsonObject { ["workload"] = workload });

    public static Behaviour Read(JsonObject node)
    {
        var basis = Mode.Read(node, "normal", null);
        return new Behaviour
        {
            Workload = node.Text("workload"),
            Startup = Span.Parse(node.Text("startup"), TimeSpan.FromSeconds(4)),
            Shutdown = Span.Parse(node.Text("shutdown"), TimeSpan.FromSeconds(2)),
            Reload = node.Has("reload") ? Span.Parse(node.Text("reload")) : null,
            Modes = [.. node.Items("modes").Select(mode => Mode.Read(mode, mode.Text("name"), basis)),
                basis with { When = [], Logs = [] }],
            Logs = [.. node.Items("logs").Select(LogRule.Read)],
        };
    }
}

internal sealed record Mode
{
    public required string Name { get; init; }

    public IReadOnlyList<JsonObject> When { get; init; } = [];

    // Once entered, stays until the process ends.
    public bool Sticky { get; init; }

    public bool Ready { get; init; } = true;

    // How long a running process takes to notice that this mode is wanted, where that differs from its behaviour's.
    public TimeSpan? Notice { get; init; }

    // The kubelet's words when the readiness probe fails.
    public string ProbeMessage { get; init; } = "";

    public double MemoryFrom { get; init; }

    public double MemoryTo { get; init; }

    // Time to fill up from a cold start; one value per pod in turn, since pods never get quite the same traffic.
    public IReadOnlyList<TimeSpan> MemoryOver { get; init; } = [];

    // The same for a process that is warm already when it enters the mode.
    public TimeSpan MemoryOverWarm { get; init; }

    // How long a process may stay above its limit before the kernel gets it.
    public TimeSpan Overshoot { get; init; }

    // The same for a process that was warm when it entered the mode.
    public TimeSpan OvershootWarm { get; init; }

    public double Cpu { get; init; }

    public TimeSpan? ExitAfter { get; init; }

    public int ExitCode { get; init; }

    public IReadOnlyList<LogRule> Logs { get; init; } = [];

    public static Mode Read(JsonObject node, string name, Mode? basis)
    {
        var memory = node.Map("memory");
        var over = memory.At("over") is JsonArray list ? list.Select(item => Span.Parse(item.Text()))
            : [Span.Parse(memory.Text("over"), TimeSpan.FromMinutes(2))];
        var to = memory is null ? basis?.MemoryTo ?? Quantity.Parse("96Mi") : Quantity.Parse(memory.Text("to"));
        return new Mode
        {
            Name = name,
            When = [.. node.Items("when")],
            Sticky = node.Flag("sticky"),
            Ready = !node.Has("ready") || node.Flag("ready"),
            Notice = node.Has("notice") ? Span.Parse(node.Text("notice")) : null,
            ProbeMessage = node.Text("probe"),
            MemoryTo = to,
            MemoryFrom = memory.Has("from") ? Quantity.Parse(memory.Text("from")) : basis?.MemoryFrom ?? to * 0.6,
            MemoryOver = memory is null && basis is not null ? basis.MemoryOver : [.. over],
            MemoryOverWarm = Span.Parse(memory.Text("warm"), TimeSpan.FromSeconds(60)),
            Overshoot = Span.Parse(memory.Text("overshoot"), TimeSpan.FromSeconds(5)),
            OvershootWarm = Span.Parse(memory.Text("overshootWarm"),
                Span.Parse(memory.Text("overshoot"), TimeSpan.FromSeconds(5))),
            Cpu = node.Has("cpu") ? Quantity.Parse(node.Text("cpu")) : basis?.Cpu ?? 0.04,
            ExitAfter = node.Has("exit") ? Span.Parse(node.Text("exit", "after"), TimeSpan.FromSeconds(3)) : null,
            ExitCode = (int)node.Number("exit", "code"),
            Logs = [.. node.Items("logs").Where(_ => basis is not null).Select(LogRule.Read)],
        };
    }
}

// One kind of log line: once, some time into the run or mode, or again and again.
internal sealed record LogRule(TimeSpan Once, TimeSpan Every, IReadOnlyList<string> Texts, string On)
{
    public static LogRule Read(JsonObject node) => new(
        Span.Parse(node.Text("once")), Span.Parse(node.Text("every")),
        node.At("text") is JsonArray list ? [.. list.Select(item => item.Text())] : [node.Text("text")],
        node.Text("on"));
}
