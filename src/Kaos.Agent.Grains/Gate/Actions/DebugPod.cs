using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Runs one program in a pod of its own, from an image that the policy names by digest, and takes the pod away again.
/// It is made as a Job, so that the cluster ends and removes it even if KAOS never comes back. Arguments:
/// <c>command</c>, <c>image</c> (a name from the policy; the only one where there is but one), <c>timeout</c>.
/// </summary>
internal sealed class DebugPod : ITypedAction
{
    /// <summary>What every Job of this kind is called by.</summary>
    public const string Prefix = "kaos-debug-";

    public const string Container = "debug";

    /// <summary>The plan that a Job belongs to, by the head of its hash.</summary>
    public const string PlanLabel = "kaos.dev/plan";

    // Should KAOS not come back: how long the Job may take to start, and how long it is kept after its end.
    private const int SecondsToStart = 90;
    private const int SecondsKept = 120;

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    public string Name => ActionNames.DebugPod;

    public ImmutableArray<string> Kinds { get; } = ["Job"];

    public Recovery Recovery => Recovery.AtMostOnce;

    public string ReviewType => ReviewTypes.Exec;

    public bool IsDesiredState => false;

    public bool MayCreate => true;

    public Built Build(ActionInput input)
    {
        if (input.Live.Count > 0)
        {
            return new Built.Refused("there is a Job of that name already");
        }

        if (ImageOf(input) is not { } image)
        {
            return new Built.Refused(input.Bounds.DebugImages.IsEmpty
                ? "the policy names no image for debug pods (debugImages)"
                : $"say which image: {string.Join(", ", input.Bounds.DebugImages.Keys.Order(StringComparer.Ordinal))}");
        }

        if (CommandText.Split(input.Text("command") ?? "") is not { IsEmpty: false } argv)
        {
            return new Built.Refused(
                "there is no command, or a quote in it is not closed: give a program and its arguments");
        }

        if (Redaction.Of(CommandText.Quoted(argv)) != CommandText.Quoted(argv))
        {
            return new Built.Refused(CommandBounds.Secretive);
        }

        var seconds = input.Text("timeout") is { } text
            ? int.TryParse(
                text.TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1
            : (int)Usual.TotalSeconds;
        var command = new PodCommand(Container, argv, TimeSpan.FromSeconds(seconds)) { Image = image };
        var body = Body(input.Target, command);
        return Violation(command, body, input.Target, input.Bounds) is { } beyond
            ? new Built.Refused(beyond)
            : new Built.Draft(
                WholeObject.Creation(body), null, body, [],
                [
                    "⚠️ Runs a program in a pod of its own in the namespace: it can reach over the network what pods there can reach.",
                    .. CommandText.IsShell(argv[0])
                        ? ["⚠️ The program is a shell: it interprets what it is given."]
                        : Array.Empty<string>(),
                ],
                $"Running {CommandText.Quoted(argv)} in debug pod {input.Target.Name}")
            {
                Command = command,
            };
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        step.Command is not { } command ? "it says no command"
        : step.Inverse is not null ||
            WholeObject.Created(patch) is not { } body ? "it makes one Job, and takes it away itself"
        : Violation(command, body, step.Target, bounds);

    public string Kubectl(string target, PlanStep step) => step.Command is { } command
        ? $"kubectl create job {step.Target.Name} --namespace {step.Target.Namespace} --image={command.Image} -- {CommandText.Quoted(command.Argv)}"
        : $"kubectl delete {target}";

    public string BlastRadius(ObjectRef target) =>
        $"A pod of its own in namespace {target.Namespace}, without rights and without privileges; it is removed at the end, by the cluster if not by KAOS";

    // The body is a function of the command: whatever else a plan would smuggle in does not compare equal.
    private static string? Violation(PodCommand command, JsonObject body, ObjectRef target, ActionBounds bounds) =>
        !target.Name.StartsWith(Prefix, StringComparison.Ordinal) ? $"its name does not begin with {Prefix}"
        : command.Image is not { } image ||
            !bounds.DebugImages.ContainsValue(image) ? "the policy does not name its image (debugImages)"
        : command.Container != Container ? "the program has no name"
        : CommandBounds.Violation(command) is { } beyond ? beyond
        : !JsonNode.DeepEquals(
            JsonNode.Parse(Body(target, command).ToJsonString()),
            JsonNode.Parse(body.ToJsonString())) ? "the Job is not as this action makes it"
        : null;

    private static string? ImageOf(ActionInput input) => input.Text("image") is { } name
        ? input.Bounds.DebugImages.GetValueOrDefault(name)
        : input.Bounds.DebugImages.Count == 1 ? input.Bounds.DebugImages.Values.First() : null;

    private static JsonObject Body(ObjectRef target, PodCommand command)
    {
        static JsonObject Labels() =>
            new() { ["app.kubernetes.io/managed-by"] = "kaos", ["app.kubernetes.io/component"] = "debug" };
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] =
                new JsonObject { ["name"] = target.Name, ["namespace"] = target.Namespace, ["labels"] = Labels() },
            ["spec"] = new JsonObject
            {
                ["backoffLimit"] = 0,
                ["activeDeadlineSeconds"] = (long)command.Limit.TotalSeconds + SecondsToStart,
                ["ttlSecondsAfterFinished"] = SecondsKept,
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = Labels() },
                    ["spec"] = PodSpec(command),
                },
            },
        };
    }

    // Fits the restricted Pod Security Standard.
    private static JsonObject PodSpec(PodCommand command) => new()
    {
        ["restartPolicy"] = "Never",
        // The kubelet ends the program and keeps what it said; the Job's own deadline would take the pod away with it.
        ["activeDeadlineSeconds"] = (long)command.Limit.TotalSeconds,
        ["automountServiceAccountToken"] = false,
        ["enableServiceLinks"] = false,
        ["terminationGracePeriodSeconds"] = 1,
        ["securityContext"] = new JsonObject
        {
            ["runAsNonRoot"] = true,
            ["runAsUser"] = 65534,
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        },
        ["containers"] = new JsonArray(new JsonObject
        {
            ["name"] = Container,
            ["image"] = command.Image,
            ["command"] = new JsonArray([.. command.Argv.Select(word => (JsonNode)Literal(word))]),
            ["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["cpu"] = "10m", ["memory"] = "16Mi" },
                ["limits"] = new JsonObject { ["cpu"] = "200m", ["memory"] = "128Mi", ["ephemeral-storage"] = "64Mi" },
            },
            ["securityContext"] = new JsonObject
            {
                ["allowPrivilegeEscalation"] = false,
                ["readOnlyRootFilesystem"] = true,
                ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
            },
        }),
    };

    // A kubelet expands $(NAME) in commands; $$(NAME) is the text itself.
    private static string Literal(string word) => word.Replace("$(", "$$(", StringComparison.Ordinal);
}
