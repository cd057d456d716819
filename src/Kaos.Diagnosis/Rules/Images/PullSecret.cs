using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Images;

/// <summary>Behind a registry that refuses access: a pull secret that is named and does not exist.</summary>
internal static class PullSecret
{
    public static Draft Behind(Scene scene, Pod pod, Draft denied)
    {
        var told = scene.Index.EventsOf(pod.Ref()).Where(e => e.Reason == "FailedToRetrieveImagePullSecret")
            .MaxBy(e => e.LastSeen);
        if (told?.Message is not { } text)
        {
            return denied;
        }

        // Unable to retrieve some image pull secrets (regcred, other); attempting to pull the image may not succeed.
        var account = scene.Index.Objects.Find<ServiceAccount>(
            pod.Metadata.Namespace, pod.Spec.ServiceAccountName ?? "default");
        var named = text.Split('(', ')') is { Length: > 1 } parts
            ? parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];
        var secret = named.FirstOrDefault() ?? pod.Spec.ImagePullSecrets.FirstOrDefault()?.Name;
        if (secret is null)
        {
            return denied;
        }

        var ofAccount = account?.ImagePullSecrets.Any(s => s?.Name == secret) ?? false;
        var notes = new Notes();
        notes.AddRange(denied.Notes.All);
        var missing = Refs.Of("Secret", pod.Metadata.Namespace, secret);
        var id = notes.Add(
            Sources.Events, "pull-secret", missing, told.LastSeen ?? scene.Now, $"The kubelet says: {Say.Short(text)}",
            ("times", told.Times));
        return denied with
        {
            Cause = CauseCodes.PullSecretMissing,
            Root = missing,
            Edit = ofAccount
                ? Refs.Of("ServiceAccount", pod.Metadata.Namespace, account?.Metadata.Name ?? "default")
                : denied.Subject,
            Notes = notes,
            Chain =
                [new Claim($"Pull secret {secret} cannot be read, so the registry is asked without a password", [id]),
                    .. denied.Chain],
            Facts = denied.Facts.SetItem("missing", $"Secret/{secret}"),
            Weights = denied.Weights.Add(Confidence.Derived),
            Summary = $"{denied.Subject.Named()} cannot start: its pull secret {secret} does not exist, so the registry refuses access.",
        };
    }
}
