using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Runs one program in a running container of one pod, once at most, and keeps what it says as evidence.
/// </summary>
internal sealed class Exec : ITypedAction
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    private static readonly string[] ForShells = ["|", "||", "&&", ";", ">", ">>", "<", "&", "2>&1"];

    public string Name => ActionNames.Exec;

    public ImmutableArray<string> Kinds { get; } = ["Pod"];

    public Recovery Recovery => Recovery.AtMostOnce;

    public string ReviewType => ReviewTypes.Exec;

    public bool IsDesiredState => false;

    public Built Build(ActionInput input)
    {
        if (CommandText.Split(input.Text("command") ?? "") is not { IsEmpty: false } argv)
        {
            return new Built.Refused(
                "there is no command, or a quote in it is not closed: give a program and its arguments");
        }

        if (!CommandText.IsShell(argv[0]) && argv.FirstOrDefault(ForShells.Contains) is { } mark)
        {
            return new Built.Refused(
                $"'{mark}' means something to a shell only, and no shell is used: ask for sh -c '…' if one is needed");
        }

        if (Redaction.Of(CommandText.Quoted(argv)) != CommandText.Quoted(argv))
        {
            return new Built.Refused(CommandBounds.Secretive);
        }

        var seconds = input.Text("timeout") is { } text
            ? int.TryParse(
                text.TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1
            : (int)Usual.TotalSeconds;
        var (container, trouble) = ContainerOf(input);
        if (container is null)
        {
            return new Built.Refused(trouble);
        }

        var command = new PodCommand(container, argv, TimeSpan.FromSeconds(seconds));
        if (CommandBounds.Violation(command) is { } beyond)
        {
            return new Built.Refused(beyond);
        }

        if (SecretMount(input.Live, container) is { } mount &&
            argv.Any(word => word.Contains(mount, StringComparison.Ordinal)))
        {
            return new Built.Refused($"{mount} is a mounted Secret, and KAOS reads no Secret data");
        }

        return new Built.Draft(
            new JsonArray(new JsonObject
            {
                ["op"] = "test",
                ["path"] = "/metadata/uid",
                ["value"] = JsonPath.Text(input.Live, "metadata", "uid"),
            }).ToJsonString(),
            null, input.Live, [], Warnings(argv),
            $"Running {CommandText.Quoted(argv)} in container {container} of pod {input.Target.Name}")
        {
            Command = command,
        };
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        step.Command is not { } command ? "it says no command"
        : patch.Count != 1 || !PodRemoval.HasUid(patch) ||
            step.Inverse is not null ? "a command's step names the pod's uid and writes nothing"
        : CommandBounds.Violation(command);

    public string Kubectl(string target, PlanStep step) => step.Command is { } command
        ? $"kubectl exec {target} --container {command.Container} -- {CommandText.Quoted(command.Argv)}"
        : $"kubectl exec {target}";

    public string BlastRadius(ObjectRef target) =>
        $"⚠️ Grants shell-level access to pod {target.Name}: the program may do whatever the container may";

    private static (string? Name, string Trouble) ContainerOf(ActionInput input)
    {
        var statuses = (JsonPath.Find(input.Live, "status", "containerStatuses") as JsonArray ?? [])
            .OfType<JsonObject>().ToArray();
        var names = (JsonPath.Find(input.Live, "spec", "containers") as JsonArray ?? [])
            .Select(one => JsonPath.Text(one, "name") ?? "").ToArray();
        var name = input.Text("container")
            ?? JsonPath.Text(input.Live, "metadata", "annotations", "kubectl.kubernetes.io/default-container")
            ?? (names is [var only] ? only : null);
        if (name is null || !names.Contains(name))
        {
            return (null, $"say in which container: {string.Join(", ", names)}");
        }

        return statuses.FirstOrDefault(status => JsonPath.Text(status, "name") == name) is { } known
            && JsonPath.Find(known, "state", "running") is not null
            ? (name, "")
            : (null, $"container {name} does not run now, so nothing can be run in it: its log says more");
    }

    private static string? SecretMount(JsonObject live, string container)
    {
        var secret = (JsonPath.Find(live, "spec", "volumes") as JsonArray ?? [])
            .Where(volume => JsonPath.Find(volume, "secret") is not null
                || (JsonPath.Find(volume, "projected", "sources") as JsonArray ?? []).Any(source =>
                    JsonPath.Find(source, "secret") is not null ||
                        JsonPath.Find(source, "serviceAccountToken") is not null))
            .Select(volume => JsonPath.Text(volume, "name")).ToHashSet();
        return (JsonPath.Find(live, "spec", "containers") as JsonArray ?? [])
            .Where(one => JsonPath.Text(one, "name") == container)
            .SelectMany(one => JsonPath.Find(one, "volumeMounts") as JsonArray ?? [])
            .Where(mount => secret.Contains(JsonPath.Text(mount, "name")))
            .Select(mount => JsonPath.Text(mount, "mountPath")?.TrimEnd('/'))
            .FirstOrDefault(path => path is { Length: > 0 });
    }

    private static ImmutableArray<string> Warnings(ImmutableArray<string> argv) =>
    [
        "⚠️ Grants shell-level access: what the program does inside the container is not known to KAOS, and cannot be undone.",
        .. CommandText.IsShell(argv[0])
            ? ["It is a shell: what it is given can run any other program of the container."]
            : Array.Empty<string>(),
    ];
}
