namespace Kaos.Diagnosis.Symptoms;

internal static class ConfigurationMount
{
    /// <summary>
    /// Whether the kubelet says that a ConfigMap or Secret, or a key of one, is not there. What a volume's driver says
    /// of secrets (<c>rpc error: …</c>) is about its own.
    /// </summary>
    public static bool IsMissing(string text) =>
        (Has(text, "configmap") || Has(text, "secret")) &&
        (Has(text, "not found") || Has(text, "non-existent")) &&
        !Has(text, "rpc error") && !text.Contains("CSI", StringComparison.Ordinal);

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
