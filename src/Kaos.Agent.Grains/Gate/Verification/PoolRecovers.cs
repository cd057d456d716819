using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The connection pool of whoever suffered has room again.</summary>
internal sealed class PoolRecovers : ICheck
{
    private const double Full = 0.9;

    public string Kind => CheckNames.PoolRecovers;

    public ImmutableArray<string> Metrics(ImmutableArray<string> names) => [.. Active(names), .. Most(names)];

    public CheckReading Read(CheckInput input)
    {
        ImmutableArray<string> names = [.. input.World.Series.Select(series => series.Name).Distinct()];
        var active = Active(names).SelectMany(metric => SubjectSeries.Of(input, input.Finding.Subject, metric))
            .ToArray();
        var most = Most(names).SelectMany(metric => SubjectSeries.Of(input, input.Finding.Subject, metric)).ToArray();
        if (active.Length == 0 || most.Length == 0 || active[^1].At < input.From)
        {
            return CheckReading.Unknown("metrics", "the connection pool was not measured since");
        }

        var (now, size) = (active[^1].Value, most[^1].Value);
        var worst = active.Max(point => point.Value);
        var text = worst > now
            ? string.Create(
                CultureInfo.InvariantCulture, $"active connections dropped from {worst:0}/{size:0} to {now:0}/{size:0}")
            : string.Create(CultureInfo.InvariantCulture, $"active connections at {now:0}/{size:0}");
        return new CheckReading(
            now < Full * size ? VerificationState.Good : VerificationState.NotYet, "metrics", text,
            ImmutableDictionary<string, double>.Empty.Add("active", now).Add("size", size).Add("worst", worst));
    }

    private static ImmutableArray<string> Active(ImmutableArray<string> names) => SubjectSeries.Pick(
        names, "pool active", "pool in_use", "pool used", "pool busy", "connections active", "connections in_use",
        "connections used");

    private static ImmutableArray<string> Most(ImmutableArray<string> names) => SubjectSeries.Pick(
        names, "pool max", "pool size", "pool limit", "pool capacity", "connections max", "connections limit");
}
