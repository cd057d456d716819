using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>
/// Whether an object can be called so at all. What cannot is no typing error to be mended but a way around the rules:
/// <c>Kube-System</c>, a name with a space behind it or a letter of another alphabet reads like one and is another, and
/// <c>web/scale</c> or <c>..</c> leads elsewhere in a URL. Pure.
/// </summary>
internal static class ObjectNames
{
    // RFC 1123: a subdomain for objects, a label for namespaces.
    private const int LongestName = 253;
    private const int LongestNamespace = 63;

    public static bool AreReal(ObjectRef target) =>
        target.Kind.Length > 0 && target.Kind.All(char.IsAsciiLetterOrDigit)
        && target.Name.Length <= LongestName && target.Name.Split('.').All(IsLabel)
        && (target.Namespace is not { } place || (place.Length <= LongestNamespace && IsLabel(place)));

    private static bool IsLabel(string text) => text.Length > 0 && text[0] != '-' && text[^1] != '-'
        && text.All(letter => letter == '-' || char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));
}
