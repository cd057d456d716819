using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>
/// A program that finds no space left: on its claim, in its scratch space, or on the node's own disk.
/// </summary>
internal static class DiskFullRule
{
    public static Draft? Behind(Scene scene, Draft draft)
    {
        if (LogStatement.Find(scene, draft, Recognise) is not var (said, _))
        {
            return null;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var at = said.Pod.Ref() with { Container = said.Container.Name };
        var told = notes.Add(
            Sources.Logs, "no-space", at, said.At ?? draft.Onset,
            $"It finds no space left, {Say.Count(said.Times, "line")}: {Say.Short(said.Line, 300)}",
            ("lines", said.Times));
        var (root, edit, where, volume) = Place(scene, draft, said);
        var id = notes.Add(Sources.Spec, "full", root, scene.Now, where);
        return draft with
        {
            Cause = CauseCodes.DiskFull,
            Root = root,
            Edit = edit,
            Notes = notes,
            Chain = [new Claim(where, [id]), new Claim($"Container {said.Container.Name} finds no space left", [told]),
                .. draft.Chain.TakeLast(1)],
            Facts = draft.Facts.SetItems(
                Facts.Of(("volume", volume), ("path", Path(said.Line)), ("node", said.Pod.Spec.NodeName))),
            Weights = [Confidence.Stated, Confidence.Derived],
            Summary = $"{draft.Subject.Named()} finds no space left: {where}.",
        };
    }

    private static string? Recognise(string line) => FaultPhrases.Of(line) == Fault.DiskFull ? line : null;

    private static (ObjectRef Root, ObjectRef Edit, string Where, string? Volume) Place(
        Scene scene, Draft draft, LogStatement said)
    {
        var volume = Mounted(said);
        if (volume?.PersistentVolumeClaim?.ClaimName is { } name &&
            scene.Index.Objects.Find<PersistentVolumeClaim>(said.Pod.Metadata.Namespace, name) is { } claim)
        {
            var size = claim.Status.Capacity.TryGetValue("storage", out var has) ? $" ({has})" : "";
            var kind = StorageIndex.Of(scene.Index.Objects).ClassOf(claim);
            var grows = kind is null ? "" : kind.AllowVolumeExpansion ? "; its class allows it to grow" : "; its class does not allow it to grow";
            return (claim.Ref(), claim.Ref(), $"{claim.Ref().Named()}{size} is full{grows}", volume.Name);
        }

        var node = scene.Index.Objects.Find<Node>("", said.Pod.Spec.NodeName ?? "");
        if (node?.Status.Conditions.Condition("DiskPressure") is { IsTrue: true })
        {
            return (node.Ref(), node.Ref(), $"Node {node.Metadata.Name} has disk pressure", volume?.Name);
        }

        var limit = volume?.EmptyDir?.SizeLimit is { } most ? $" (sizeLimit {most})" : "";
        var what = volume is null ? "its container file system" : $"its volume {volume.Name}{limit}";
        return (draft.Root, draft.Edit, $"{char.ToUpperInvariant(what[0])}{what[1..]} is full", volume?.Name);
    }

    // The volume under the path that the line names; without one, the only claim that the container mounts.
    private static Volume? Mounted(LogStatement said)
    {
        var path = Path(said.Line);
        var mounts = said.Container.VolumeMounts.Where(m => m is { MountPath.Length: > 0 }).ToList();
        var mount = path is null ? null : mounts
            .Where(m => (path + "/").StartsWith(m.MountPath.TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(m => m.MountPath.Length);
        if (mount is null && path is null)
        {
            var claims = mounts.Where(m => Volume(said, m.Name)?.PersistentVolumeClaim is not null).ToList();
            mount = claims.Count == 1 ? claims[0] : null;
        }

        return mount is null ? null : Volume(said, mount.Name);
    }

    private static Volume? Volume(LogStatement said, string name) =>
        said.Pod.Spec.Volumes.FirstOrDefault(v => v?.Name == name);

    /// <summary>The first absolute path in a line.</summary>
    internal static string? Path(string line) => line
        .Split([' ', '"', '\'', ':', '=', '(', ')', ',', '[', ']', '`'], StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(w => w.Length > 1 && w[0] == '/' && w[1] != '/');
}
