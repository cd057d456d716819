using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// An Argo CD Application that cannot be synchronised. One that is merely OutOfSync waits for a person, and what is
/// sick among its resources is a symptom of those.
/// </summary>
internal static class ArgoHealth
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public static ResourceTrouble? Of(CustomResource item)
    {
        // A failed sync that a person or a later commit made good is history.
        if (item.Status.Text("operationState", "phase") is "Failed" or "Error" &&
            item.Status.Text("sync", "status") != "Synced")
        {
            var message = item.Status.Text("operationState", "message") ?? "no reason is given";
            return Make(
                message, $"the last sync failed: {Say.Short(message, 600)}",
                Time(item.Status.Text("operationState", "finishedAt")));
        }

        var error = item.Status.Items("conditions")
            .FirstOrDefault(c => c.Text("type") is { } type && type.EndsWith("Error", StringComparison.Ordinal));
        return error.Text("message") is { } text
            ? Make(text, $"{error.Text("type")}: {Say.Short(text, 600)}", Time(error.Text("lastTransitionTime")))
            : null;
    }

    private static ResourceTrouble Make(string message, string text, DateTimeOffset? since) => new(
        message.Contains("namespaces \"", StringComparison.Ordinal) &&
            message.Contains("not found", StringComparison.Ordinal)
            ? CauseCodes.GitOpsNamespaceMissing
            : CauseCodes.GitOpsSyncFailed,
        text, since, Grace);

    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
