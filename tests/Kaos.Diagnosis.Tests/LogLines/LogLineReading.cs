using System.Text;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Rules.Statements;
using Kaos.Diagnosis.Sayings;

namespace Kaos.Diagnosis.Tests.LogLines;

/// <summary>What the rules would take a few lines for, asked in the order in which they ask.</summary>
internal sealed record LogLineReading(string Family, string? Host)
{
    public const string Nothing = "none";

    private static readonly HashSet<Fault> CausesOfTheirOwn = [Fault.DiskFull, Fault.ClockApart, Fault.VariableMissing];

    public static LogLineReading Of(string text) =>
        text.Split('\n').Select(Plain).Any(line => RightsDenial.Parse(line) is not null) ? new("rights", null)
        : text.Split('\n').Any(LeaderRule.IsLost) ? new("leader", null)
        : LogFolding.Of([text]).Patterns.Where(p => p.Level >= LineLevel.Warning).Reverse()
            .Select(Of).FirstOrDefault(r => r is not null) ?? new(Nothing, null);

    private static LogLineReading? Of(LogPattern said)
    {
        var fault = FaultPhrases.Of(said.Sample, said.Detail);
        return fault is { } own && CausesOfTheirOwn.Contains(own) ? new(Name(own), null)
            : Trouble.In(said.Sample, said.Detail) is { } trouble ? new(Name(trouble.Kind), Place(trouble))
            : fault is { } other ? new(Name(other), null)
            : null;
    }

    private static string? Place(Trouble trouble) =>
        string.Join(':', new[] { trouble.Host, trouble.Port?.ToString() }.Where(p => p is not null)) is { Length: > 0 } place
            ? place
            : null;

    private static string Plain(string line) => line.Replace("\\\"", "\"", StringComparison.Ordinal);

    // NameUnknown is name-unknown.
    private static string Name<T>(T kind)
        where T : struct, Enum => kind.ToString().Aggregate(new StringBuilder(), (name, c) => char.IsUpper(c) && name.Length > 0
            ? name.Append('-').Append(char.ToLowerInvariant(c))
            : name.Append(char.ToLowerInvariant(c))).ToString();
}
