using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Puts the data keys and the revision annotations of a ConfigMap back to an earlier version, and nothing else.
/// </summary>
internal sealed class RestoreConfigMap : ITypedAction
{
    public string Name => ActionNames.RestoreConfigMap;

    public bool IsProposable => true;

    public ImmutableArray<string> Kinds { get; } = ["ConfigMap"];

    public Built Build(ActionInput input)
    {
        if (input.Earlier is not { } earlier)
        {
            return new Built.Refused("no earlier version of it is known");
        }

        if (input.Live["immutable"] is JsonValue immutable && immutable.TryGetValue<bool>(out var on) && on)
        {
            return new Built.Refused("it is immutable; a new ConfigMap would have to take its place");
        }

        var edits = new FieldEdits(input.Live);
        if (Restore(edits, input.Live, earlier) is { } secret)
        {
            return new Built.Refused(
                $"key {secret} holds what looks like a credential, which must not enter KAOS's log; restore it by hand");
        }

        if (!edits.Any)
        {
            return new Built.Already("its content is that of the earlier version already");
        }

        Annotations(edits, input.Live, earlier);
        var revision = ObjectProjection.Revisions(earlier).Select(annotation => annotation.Value?.ToString())
            .FirstOrDefault();
        return new Built.Draft(
            edits.Patch, edits.Inverse, edits.After, [.. edits.Touched], [],
            revision is null
                ? null
                : $"Reverting ConfigMap {input.Target.Namespace}/{input.Target.Name} to revision {revision}");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        TypedActions.Writes(patch).All(write => write.Path is ["data" or "binaryData", _]
            || (write.Path is ["metadata", "annotations", var name] && ObjectProjection.IsRevision(name)))
            ? null
            : "a restore-configmap step writes data keys and revision annotations and nothing else";

    private static string? Restore(FieldEdits edits, JsonObject live, JsonObject earlier)
    {
        foreach (var part in (string[])["data", "binaryData"])
        {
            var now = live[part] as JsonObject ?? [];
            var then = earlier[part] as JsonObject ?? [];
            foreach (var key in now.Select(member => member.Key).Union(then.Select(member => member.Key))
                .Order(StringComparer.Ordinal))
            {
                if (JsonNode.DeepEquals(now[key], then[key]))
                {
                    continue;
                }

                if (Credentials.Looks(key, now[key]) || Credentials.Looks(key, then[key]))
                {
                    return key;
                }

                _ = then[key] is { } value ? edits.Set([part, key], value) : edits.Remove(part, key);
            }
        }

        return null;
    }

    private static void Annotations(FieldEdits edits, JsonObject live, JsonObject earlier)
    {
        var then = ObjectProjection.Revisions(earlier);
        foreach (var (name, value) in then.Where(annotation => annotation.Value is not null))
        {
            edits.Set(["metadata", "annotations", name], value?.DeepClone() ?? "");
        }

        foreach (var (name, _) in ObjectProjection.Revisions(live)
            .Where(annotation => then.Count > 0 && !then.ContainsKey(annotation.Key)))
        {
            edits.Remove("metadata", "annotations", name);
        }
    }

    public string BlastRadius(ObjectRef target) => $"Every reader of ConfigMap {target.Name}";
}
