using System.Globalization;
using System.Text.RegularExpressions;
using Kaos.PracticeCluster.Scenarios;

namespace Kaos.PracticeCluster.Prometheus;

internal sealed class QueryFailure(string message) : Exception(message);

// Recursive descent over: numbers, selectors, range functions, aggregations, binary operators, parentheses.
internal sealed partial class QueryParser
{
    private static readonly HashSet<string> Aggregations =
        new(StringComparer.Ordinal) { "sum", "max", "min", "avg", "count" };

    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "rate", "increase", "irate", "delta", "changes", "max_over_time", "min_over_time", "avg_over_time", "sum_over_time",
        "count_over_time", "last_over_time",
    };

    private readonly List<string> _tokens;
    private int _at;

    private QueryParser(string text) => _tokens = [.. Token().Matches(text).Select(match => match.Value)];

    public static Expression Parse(string text)
    {
        var parser = new QueryParser(text);
        if (parser._tokens.Count == 0)
        {
            throw new QueryFailure("no expression found in input");
        }

        var expression = parser.Comparison();
        return parser._at == parser._tokens.Count ? expression : throw parser.Unexpected();
    }

    // Several match[] of one request come joined by commas.
    public static IReadOnlyList<Selector> Selectors(string text)
    {
        var parser = new QueryParser(text);
        var found = new List<Selector> { parser.Select() };
        while (parser.Peek == ",")
        {
            parser.Take();
            found.Add(parser.Select());
        }

        return parser._at == parser._tokens.Count ? found : throw parser.Unexpected();
    }

    private string Peek => _at < _tokens.Count ? _tokens[_at] : "";

    private Expression Comparison() => Chain(Sum, ">", "<", ">=", "<=", "==", "!=");

    private Expression Sum() => Chain(Product, "+", "-");

    private Expression Product() => Chain(Unary, "*", "/");

    private Expression Chain(Func<Expression> next, params string[] operators)
    {
        var left = next();
        while (operators.Contains(Peek, StringComparer.Ordinal))
        {
            var sign = Take();
            if (Peek == "bool")
            {
                Take();
            }

            left = new Binary(sign, left, next());
        }

        return left;
    }

    private Expression Unary()
    {
        if (Peek == "(")
        {
            Take();
            var inner = Comparison();
            Expect(")");
            return inner;
        }

        if (double.TryParse(Peek, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            Take();
            return new NumberExpression(number);
        }

        if (Aggregations.Contains(Peek))
        {
            return Aggregate();
        }

        if (Functions.Contains(Peek) && _at + 1 < _tokens.Count && _tokens[_at + 1] == "(")
        {
            var name = Take();
            Expect("(");
            var selector = Select();
            Expect(")");
            return selector.Range > TimeSpan.Zero ? new RangeFunction(name, selector)
                : throw new QueryFailure(
                    $"expected type range vector in call to function \"{name}\", got instant vector");
        }

        return Select();
    }

    private Aggregation Aggregate()
    {
        var name = Take();
        var (by, without) = Grouping();
        Expect("(");
        var inner = Comparison();
        Expect(")");
        return by.Count == 0 && !without && Grouping() is var (late, lateWithout)
            ? new Aggregation(name, late, lateWithout, inner) : new Aggregation(name, by, without, inner);
    }

    private (List<string> By, bool Without) Grouping()
    {
        if (Peek is not ("by" or "without"))
        {
            return ([], false);
        }

        var without = Take() == "without";
        Expect("(");
        var labels = new List<string>();
        while (Peek != ")")
        {
            labels.Add(Take());
            if (Peek == ",")
            {
                Take();
            }
        }

        Expect(")");
        return (labels, without);
    }

    private Selector Select()
    {
        var matchers = new List<Matcher>();
        if (Peek != "{")
        {
            matchers.Add(new Matcher("__name__", "=", Name().IsMatch(Peek) ? Take() : throw Unexpected()));
        }

        if (Peek == "{")
        {
            Take();
            while (Peek != "}")
            {
                var (label, sign, value) = (Take(), Take(), Take());
                matchers.Add(new Matcher(label, sign is "=" or "!=" or "=~" or "!~" ? sign : throw Unexpected(),
                    Unquote(value)));
                if (Peek == ",")
                {
                    Take();
                }
            }

            Expect("}");
        }

        var range = TimeSpan.Zero;
        if (Peek.StartsWith('['))
        {
            range = Span.Parse(Take()[1..^1].Split(':')[0].Trim());
        }

        var offset = TimeSpan.Zero;
        if (Peek == "offset")
        {
            Take();
            offset = Span.Parse(Take());
        }

        return new Selector(matchers, range, offset);
    }

    private string Take() => _at < _tokens.Count ? _tokens[_at++]
        : throw new QueryFailure("parse error: unexpected end of input");

    private void Expect(string token)
    {
        if (Peek != token)
        {
            throw Unexpected();
        }

        _at++;
    }

    private QueryFailure Unexpected() =>
        new(Peek.Length == 0 ? "parse error: unexpected end of input" : $"parse error: unexpected \"{Peek}\"");

    private static string Unquote(string text) =>
        text.Length >= 2 ? text[1..^1].Replace("\\\\", "\\", StringComparison.Ordinal)
            .Replace("\\\"", "\"", StringComparison.Ordinal) : text;

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|\d+(?:ms|[smhdw])(?:\d+(?:ms|[smhdw]))*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[A-Za-z_:][A-Za-z0-9_:]*|=~|!~|!=|>=|<=|==|\S", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("^[A-Za-z_:][A-Za-z0-9_:]*$", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
