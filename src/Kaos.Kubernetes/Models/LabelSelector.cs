using System.Globalization;

namespace Kaos.Kubernetes.Models;

/// <summary>A selector over labels. An empty one selects everything; an absent one (null) selects nothing.</summary>
public sealed record LabelSelector
{
    public IReadOnlyDictionary<string, string> MatchLabels { get; init => field = value.OrEmpty(); } = StringMap.Empty;

    public IReadOnlyList<LabelRequirement> MatchExpressions { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Whether all labels and expressions hold for the given labels.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in MatchLabels)
        {
            if (!labels.TryGetValue(key, out var actual) || actual != value)
            {
                return false;
            }
        }

        return MatchExpressions.All(expression => expression.Matches(labels));
    }
}

/// <summary>One expression of a selector; an operator that is not known matches nothing.</summary>
public sealed record LabelRequirement
{
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// <c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>; of nodes also <c>Gt</c> and <c>Lt</c>.
    /// </summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<string> Values { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Whether the expression holds for the given labels.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(Key, out var actual);
        return Operator switch
        {
            "In" => present && Values.Contains(actual),
            "NotIn" => !present || !Values.Contains(actual),
            "Exists" => present,
            "DoesNotExist" => !present,
            "Gt" => Compare(actual) > 0,
            "Lt" => Compare(actual) < 0,
            _ => false,
        };
    }

    // Null, and so neither more nor less, where one of the two is no number.
    private int? Compare(string? actual) =>
        Values is [var wanted] && long.TryParse(actual, CultureInfo.InvariantCulture, out var has) &&
            long.TryParse(wanted, CultureInfo.InvariantCulture, out var bound)
            ? has.CompareTo(bound)
            : null;
}
