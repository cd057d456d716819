using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Takes a taint off a node; arguments: <c>key</c> (absent: the only one that is not Kubernetes' own), <c>effect</c>
/// (absent: whatever effect).
/// </summary>
internal sealed class Untaint : ITypedAction
{
    public string Name => ActionNames.Untaint;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Node"];

    public Built Build(ActionInput input)
    {
        if ((input.Text("key") ?? Only(input.Live)) is not { } key || Label.Reserved(key))
        {
            return new Built.Refused(
                "only taints that people have set are taken off; those of Kubernetes itself say how the node is");
        }

        JsonArray after =
        [
            .. TaintEdits.Of(input.Live).Where(taint => !TaintEdits.Is(taint, key, input.Text("effect")))
            .Select(taint => taint?.DeepClone()),
        ];
        var edits = new FieldEdits(input.Live);
        _ = after.Count == 0 ? edits.Remove(TaintEdits.Field) : edits.Set(TaintEdits.Field, after);
        return Built.Of(edits, $"it has no taint {key}");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) => TaintEdits.Violation(patch);

    public string BlastRadius(ObjectRef target) => $"Every workload whose pods fit node {target.Name}";

    private static string? Only(JsonObject live) => TaintEdits.Of(live).Select(taint => JsonPath.Text(taint, "key"))
        .Where(key => key is not null && !Label.Reserved(key)).Distinct().ToArray() is [var only] ? only : null;
}
