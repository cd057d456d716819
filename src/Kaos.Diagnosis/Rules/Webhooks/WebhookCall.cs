using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Sayings;

namespace Kaos.Diagnosis.Rules.Webhooks;

/// <summary>The API server's words about a webhook that it could not call.</summary>
internal sealed record WebhookCall(string Webhook, string Why)
{
    private const string Lead = "failed calling webhook \"";
    private const string Again = "failed to call webhook: ";

    public bool IsTrust => Why.Contains("x509", StringComparison.Ordinal);

    public bool IsTimeout => TroublePhrases.KindOf(Why) == TroubleKind.Timeout;

    /// <summary>Which cause the words alone speak for.</summary>
    public string Cause => IsTrust ? CauseCodes.WebhookCaBundle
        : Why.Contains("no endpoints available for service", StringComparison.Ordinal) ? CauseCodes.WebhookNoReadyPods
        : Why.Contains("service \"", StringComparison.Ordinal) && Why.Contains("not found", StringComparison.Ordinal)
            ? CauseCodes.WebhookServiceMissing
        : IsTimeout ? CauseCodes.WebhookTimeout
        : CauseCodes.WebhookFailing;

    public static WebhookCall? Parse(string text)
    {
        var from = text.IndexOf(Lead, StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf('"', from + Lead.Length);
        if (to < 0)
        {
            return null;
        }

        var why = text[(to + 1)..].TrimStart(':', ' ');
        return new WebhookCall(
            text[(from + Lead.Length)..to],
            why.StartsWith(Again, StringComparison.Ordinal) ? why[Again.Length..] : why);
    }
}
