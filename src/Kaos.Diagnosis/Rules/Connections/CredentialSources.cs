using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// Where a workload takes passwords from. Secrets themselves are never read: their names tell enough.
/// </summary>
internal static class CredentialSources
{
    private static readonly string[] Words =
        ["pass", "pwd", "cred", "auth", "token", "secret", "user", "dsn", "url", "uri"];

    /// <param name="Via">Such as <c>env DB_PASSWORD</c>.</param>
    public sealed record Source(string Secret, string Via);

    /// <summary>Those first whose variable or name speaks of a password.</summary>
    public static List<Source> Of(Scene scene, ObjectRef workload) => scene.Index.WorkloadOf(workload) is not { } found
        ? []
        : [.. WorkloadEdges.Configuration(found.Template.Spec)
            .Where(c => c.Kind == "Secret")
            .Select(c => new Source(c.Name, c.Via))
            .OrderBy(s =>
                Array.FindIndex(Words, w => s.Via.Contains(w, StringComparison.OrdinalIgnoreCase)) is var i
                    and >= 0 ? i : Words.Length)
            .ThenBy(s => s.Secret, StringComparer.Ordinal).ThenBy(s => s.Via, StringComparer.Ordinal)
            .DistinctBy(s => s.Secret)];

    /// <summary>The source that is another version of one that the other side uses.</summary>
    public static Source? LikeOneOf(List<Source> own, List<Source> theirs) =>
        own.FirstOrDefault(o => theirs.Any(t => t.Secret != o.Secret && IsVersionOf(t.Secret, o.Secret)));

    /// <summary>
    /// <c>ledger-db-v2</c> and <c>ledger-db-v1</c>, <c>db-2026-02</c> and <c>db-2026-01</c>: they differ in digits
    /// only.
    /// </summary>
    public static bool IsVersionOf(string one, string other) =>
        one != other && Stem(one) == Stem(other) && Stem(one).Length > 2;

    private static string Stem(string name) => string.Concat(name.Where(c => !char.IsAsciiDigit(c)));
}
