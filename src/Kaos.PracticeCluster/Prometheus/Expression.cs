namespace Kaos.PracticeCluster.Prometheus;

internal sealed record Sample(IReadOnlyDictionary<string, string> Labels, double Value);

// The part of PromQL that is served. An expression is evaluated at one time over all series.
internal abstract record Expression
{
    public abstract List<Sample> At(DateTimeOffset time, IReadOnlyList<Series> all);

    protected static IReadOnlyDictionary<string, string> Nameless(IReadOnlyDictionary<string, string> labels) =>
        labels.Where(pair => pair.Key != "__name__").ToDictionary(StringComparer.Ordinal);
}

internal sealed record NumberExpression(double Value) : Expression
{
    public override List<Sample> At(DateTimeOffset time, IReadOnlyList<Series> all) =>
        [new Sample(new Dictionary<string, string>(), Value)];
}

internal sealed record Selector(IReadOnlyList<Matcher> Matchers, TimeSpan Range, TimeSpan Offset) : Expression
{
    public IEnumerable<Series> Matching(IReadOnlyList<Series> all) =>
        all.Where(series => Matchers.All(matcher => matcher.Fits(series.Labels)));

    public override List<Sample> At(DateTimeOffset time, IReadOnlyList<Series> all) =>
        [.. Matching(all).Select(series => (series.Labels, Value: series.Sampled(time - Offset)))
            .Where(one => one.Value is not null)
            .Select(one => new Sample(one.Labels, one.Value ?? 0))];

    public List<double> Window(Series series, DateTimeOffset time)
    {
        var values = new List<double>();
        var end = Series.Grid(time - Offset);
        for (var at = Series.Grid(time - Offset - Range) + Series.Scrape; at <= end; at += Series.Scrape)
        {
            if (series.At(at) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }
}

internal sealed record RangeFunction(string Name, Selector Selector) : Expression
{
    public override List<Sample> At(DateTimeOffset time, IReadOnlyList<Series> all)
    {
        var samples = new List<Sample>();
        foreach (var series in Selector.Matching(all))
        {
            if (Value(Selector.Window(series, time)) is { } value)
            {
                samples.Add(new Sample(Nameless(series.Labels), value));
            }
        }

        return samples;
    }

    private double? Value(List<double> values) => Name switch
    {
        _ when values.Count == 0 => null,
        "rate" => values.Count < 2 ? null : Increase(values) / ((values.Count - 1) * Series.Scrape.TotalSeconds),
        "increase" => values.Count < 2 ? null
            : Increase(values) / ((values.Count - 1) * Series.Scrape.TotalSeconds) * Selector.Range.TotalSeconds,
        "irate" => values.Count < 2 ? null : Increase(values[^2..]) / Series.Scrape.TotalSeconds,
        "delta" => values[^1] - values[0],
        "changes" => values.Zip(values.Skip(1)).Count(pair => pair.First != pair.Second),
        "max_over_time" => values.Max(),
        "min_over_time" => values.Min(),
        "avg_over_time" => values.Average(),
        "sum_over_time" => values.Sum(),
        "count_over_time" => values.Count,
        _ => values[^1],
    };

    // A counter that falls has been reset to zero.
    private static double Increase(List<double> values) =>
        values.Zip(values.Skip(1)).Sum(pair => pair.Second >= pair.First ? pair.Second - pair.First : pair.Second);
}

internal sealed record Aggregation(string Name, IReadOnlyList<string> By, bool Without, Expression Inner) : Expression
{
    public override List<Sample> At(DateTimeOffset time, IReadOnlyList<Series> all) =>
        [.. Inner.At(time, all)
            .GroupBy(sample => string.Join('\u0001', Kept(sample.Labels).Select(pair => $"{pair.Key}={pair.Value}")),
            StringComparer.Ordinal)
            .Select(group => new Sample(Kept(group.First().Labels).ToDictionary(StringComparer.Ordinal),
                Value([.. group.Select(sample => sample.Value)])))];

    private IEnumerable<KeyValuePair<string, string>> Kept(IReadOnlyDictionary<string, string> labels) =>
        labels.Where(pair => Without ? pair.Key != "__name__" && !By.Contains(pair.Key, StringComparer.Ordinal)
            : By.Contains(pair.Key, StringComparer.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private double Value(List<double> values) => Name switch
    {
        "sum" => values.Sum(),
        "max" => values.Max(),
        "min" => values.Min(),
        "avg" => values.Average(),
        _ => values.Count,
    };
}

internal sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
{
    public override List<Sample> At(DateTimeOffset time, IReadOnlyList<Series> all)
    {
        var left = Left.At(time, all);
        var right = Right.At(time, all);
        if (Right is NumberExpression)
        {
            return [.. left.Select(sample => Join(sample, right[0].Value)).OfType<Sample>()];
        }

        if (Left is NumberExpression)
        {
            return [.. right.Select(sample => Join(sample with { Value = left[0].Value }, sample.Value))
                .OfType<Sample>()];
        }

        var byLabels = right.ToDictionary(sample => Key(sample.Labels), sample => sample.Value, StringComparer.Ordinal);
        return [.. left.Where(sample => byLabels.ContainsKey(Key(sample.Labels)))
            .Select(sample => Join(sample, byLabels[Key(sample.Labels)])).OfType<Sample>()];
    }

    private Sample? Join(Sample sample, double other) => Operator switch
    {
        "+" => new Sample(Nameless(sample.Labels), sample.Value + other),
        "-" => new Sample(Nameless(sample.Labels), sample.Value - other),
        "*" => new Sample(Nameless(sample.Labels), sample.Value * other),
        "/" => new Sample(Nameless(sample.Labels), sample.Value / other),
        ">" => sample.Value > other ? sample : null,
        "<" => sample.Value < other ? sample : null,
        ">=" => sample.Value >= other ? sample : null,
        "<=" => sample.Value <= other ? sample : null,
        "==" => sample.Value == other ? sample : null,
        _ => sample.Value != other ? sample : null,
    };

    private static string Key(IReadOnlyDictionary<string, string> labels) =>
        string.Join(',', Nameless(labels).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}"));
}
