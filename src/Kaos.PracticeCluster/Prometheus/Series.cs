using System.Text.RegularExpressions;

namespace Kaos.PracticeCluster.Prometheus;

// One time series: labels (the name among them) and its value at a time, or nothing when it had none.
internal sealed record Series(IReadOnlyDictionary<string, string> Labels, Func<DateTimeOffset, double?> At)
{
    // Scrapes come at this step; between two, the older one is what a query sees.
    public static TimeSpan Scrape { get; } = TimeSpan.FromSeconds(15);

    public double? Sampled(DateTimeOffset time) => At(Grid(time));

    public static DateTimeOffset Grid(DateTimeOffset time) =>
        new(time.UtcTicks / Scrape.Ticks * Scrape.Ticks, TimeSpan.Zero);
}

internal sealed record Matcher(string Label, string Operator, string Value)
{
    private readonly Regex? _pattern = Operator.EndsWith('~')
        ? new Regex($"^(?:{Value})$", RegexOptions.None, TimeSpan.FromSeconds(1)) : null;

    public bool Fits(IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(Label, "");
        return Operator switch
        {
            "=" => value == Value,
            "!=" => value != Value,
            "=~" => _pattern?.IsMatch(value) == true,
            _ => _pattern?.IsMatch(value) == false,
        };
    }
}
