using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>
/// The event that says why a pod's volume cannot be attached or mounted, and the volume that it speaks of. The kubelet
/// also says that it has waited in vain; only where nothing tells more, that counts.
/// </summary>
internal sealed record MountTrouble(
    Event Event, string Text, Volume? Volume, PersistentVolumeClaim? Claim, PersistentVolume? Bound)
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public static MountTrouble? Of(Scene scene, Pod pod)
    {
        var told = scene.Index.EventsOf(pod.Ref())
            .Where(e =>
                e.Reason is "FailedMount" or "FailedAttachVolume" or "FailedMapVolume" or "FileSystemResizeFailed" &&
                e.Message is { Length: > 0 })
            .Where(e =>
                scene.Now - (e.LastSeen ?? scene.Now) < Recent && !ConfigurationMount.IsMissing(e.Message ?? ""))
            .OrderBy(e => IsWaiting(e.Message ?? ""))
            .ThenByDescending(e => e.LastSeen)
            .ThenBy(e => e.Message, StringComparer.Ordinal)
            .FirstOrDefault();
        if (told?.Message is not { } text)
        {
            return null;
        }

        var name = Quoted(text) ?? Unmounted(text);
        var claims = pod.Spec.Volumes.Where(v => v?.PersistentVolumeClaim is not null)
            .Select(v => (Volume: v, Claim: scene.Index.Objects.Find<PersistentVolumeClaim>(
                pod.Metadata.Namespace, v.PersistentVolumeClaim?.ClaimName ?? "")))
            .ToList();
        var (volume, claim) = claims.FirstOrDefault(c => c.Claim?.Spec.VolumeName == name || c.Volume.Name == name);
        volume ??= pod.Spec.Volumes.FirstOrDefault(v => v?.Name == name);
        var bound = scene.Index.Objects.Find<PersistentVolume>("", claim?.Spec.VolumeName ?? name ?? "");
        return new MountTrouble(told, text, volume, claim, bound);
    }

    public bool Says(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text between two marks; null when they are not there.</summary>
    public static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += before.Length;
        var end = text.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }

    private static string? Quoted(string text) => Between(text, "for volume \"", "\"");

    private static string? Unmounted(string text) => Between(text, "unmounted volumes=[", "]")?.Split(' ', ',')[0];

    private static bool IsWaiting(string text) =>
        text.Contains("unmounted volumes=[", StringComparison.Ordinal) ||
        text.Contains("timed out waiting for the condition", StringComparison.Ordinal);
}
