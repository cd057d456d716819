namespace Kaos.Kubernetes.ControlPlane;

/// <summary>One check in the verbose answer of <c>/readyz</c> or <c>/livez</c>.</summary>
internal readonly record struct HealthLine(string Name, bool Passed);

/// <summary>
/// Reads the verbose answer: <c>[+]ping ok</c>, <c>[-]etcd failed: reason withheld</c>, <c>[+]log excluded: ok</c>.
/// Other lines (<c>readyz check passed</c>, warnings) say nothing of a check.
/// </summary>
internal static class HealthLines
{
    public static IReadOnlyList<HealthLine> Of(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.Length > 3 && (line.StartsWith("[+]", StringComparison.Ordinal) ||
                line.StartsWith("[-]", StringComparison.Ordinal)))
            .Select(line => new HealthLine(line[3..].Split(' ')[0], line[1] == '+')),
    ];
}
