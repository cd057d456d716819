using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>A program that cannot read its configuration file, and the ConfigMap from which that file comes.</summary>
internal static class ConfigFileRule
{
    private static readonly string[] Words =
    [
        "parse", "parsing", "yaml", "json", "toml", "unmarshal", "syntax", "unknown directive", "unknown field",
        "unexpected", "invalid", "not allowed", "malformed", "unsupported", "emerg", "cannot decode",
    ];

    public static Draft Behind(Scene scene, Draft draft) =>
        draft.Cause == CauseCodes.CrashLoop && LogStatement.Find(scene, draft, Recognise) is var (said, path)
            ? Source(scene, said, path) is var (map, key) ? Found(draft, said, map, key, path) : draft
            : draft;

    private static Draft Found(Draft draft, LogStatement said, ConfigMap map, string? key, string path)
    {
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var told = notes.Add(
            Sources.Logs, "config-file", said.Pod.Ref() with { Container = said.Container.Name },
            said.At ?? draft.Onset,
            $"It cannot read {path}: {Say.Short(said.Line, 300)}");
        var from = notes.Add(
            Sources.Config, "config-source", map.Ref(), draft.Onset,
            $"{path} comes from {map.Ref().Named()}" + (key is null ? "" : $", key {key}"));
        return draft with
        {
            Cause = CauseCodes.ConfigInvalid,
            Root = map.Ref(),
            Edit = map.Ref(),
            Notes = notes,
            Chain = [new Claim($"{path} comes from {map.Ref().Named()}", [from]),
                new Claim("The program cannot read it", [told]), .. draft.Chain.TakeLast(1)],
            Facts = draft.Facts.SetItems(
                Facts.Of((FactNames.ConfigMap, map.Metadata.Name), ("key", key), ("path", path))),
            Weights = [Confidence.Stated, Confidence.Derived],
            Summary = $"{draft.Subject.Named()} cannot read {path}, which comes from {map.Ref().Named()}: {Say.Short(said.Line, 160)}",
        };
    }

    private static string? Recognise(string line) =>
        Words.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)) ? DiskFullRule.Path(line) : null;

    private static (ConfigMap Map, string? Key)? Source(Scene scene, LogStatement said, string path)
    {
        var mount = said.Container.VolumeMounts
            .Where(m =>
                m is { MountPath.Length: > 1 } && (path + "/")
                    .StartsWith(m.MountPath.TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(m => m.MountPath.Length);
        var volume = said.Pod.Spec.Volumes.FirstOrDefault(v => v is not null && v.Name == mount?.Name);
        var name = volume?.ConfigMap?.Name
            ?? volume?.Projected?.Sources.FirstOrDefault(s => s?.ConfigMap is not null)?.ConfigMap?.Name;
        if (mount is null || name is null ||
            scene.Index.Objects.Find<ConfigMap>(said.Pod.Metadata.Namespace, name) is not { } map)
        {
            return null;
        }

        var file = mount.SubPath is { Length: > 0 } part ? part : path[(path.LastIndexOf('/') + 1)..];
        var key = volume?.ConfigMap?.Items.FirstOrDefault(i => i?.Path == file)?.Key
            ?? (map.Data.ContainsKey(file) ? file : null);
        return (map, key);
    }
}
