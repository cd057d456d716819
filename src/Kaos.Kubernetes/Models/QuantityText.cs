using System.Globalization;

namespace Kaos.Kubernetes.Models;

/// <summary>Reading and writing of quantities by the rules of apimachinery's <c>resource.Quantity</c>.</summary>
internal static class QuantityText
{
    private static readonly (string Suffix, decimal Factor)[] DecimalSuffixes =
    [
        ("E", 1e18m), ("P", 1e15m), ("T", 1e12m), ("G", 1e9m), ("M", 1e6m), ("k", 1e3m), ("", 1m),
        ("m", 1e-3m), ("u", 1e-6m), ("n", 1e-9m),
    ];

    private static readonly (string Suffix, decimal Factor)[] BinarySuffixes =
    [
        ("Ei", 1152921504606846976m), ("Pi", 1125899906842624m), ("Ti", 1099511627776m), ("Gi", 1073741824m),
        ("Mi", 1048576m), ("Ki", 1024m), ("", 1m),
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        quantity = default;

        var split = SuffixStart(text);
        if (split == 0)
        {
            return false;
        }

        if (!decimal.TryParse(
                text[..split],
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number))
        {
            return false;
        }

        return TryScale(number, text[split..], out quantity);
    }

    public static string Format(decimal value, QuantityFormat format) => format switch
    {
        QuantityFormat.BinarySI when value == decimal.Truncate(value) => WithSuffix(value, BinarySuffixes),
        QuantityFormat.DecimalExponent => Exponent(value),
        _ => WithSuffix(value, DecimalSuffixes),
    };

    private static int SuffixStart(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '.' or '+' or '-'))
        {
            i++;
        }

        return i;
    }

    private static bool TryScale(decimal number, ReadOnlySpan<char> suffix, out Quantity quantity)
    {
        quantity = default;
        try
        {
            foreach (var (name, factor) in BinarySuffixes)
            {
                if (name.Length == 2 && suffix.SequenceEqual(name))
                {
                    quantity = new Quantity(number * factor, QuantityFormat.BinarySI);
                    return true;
                }
            }

            foreach (var (name, factor) in DecimalSuffixes)
            {
                if (suffix.SequenceEqual(name))
                {
                    quantity = new Quantity(number * factor, QuantityFormat.DecimalSI);
                    return true;
                }
            }

            return TryExponent(number, suffix, out quantity);
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static bool TryExponent(decimal number, ReadOnlySpan<char> suffix, out Quantity quantity)
    {
        quantity = default;
        if (suffix.Length < 2 || suffix[0] is not ('e' or 'E') ||
            !int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) ||
            exponent is < -28 or > 28)
        {
            return false;
        }

        for (; exponent > 0; exponent--)
        {
            number *= 10m;
        }

        for (; exponent < 0; exponent++)
        {
            number /= 10m;
        }

        quantity = new Quantity(number, QuantityFormat.DecimalExponent);
        return true;
    }

    private static string WithSuffix(decimal value, (string Suffix, decimal Factor)[] suffixes)
    {
        if (value != 0)
        {
            foreach (var (suffix, factor) in suffixes)
            {
                var scaled = value / factor;
                if (scaled == decimal.Truncate(scaled) && scaled * factor == value)
                {
                    return decimal.Truncate(scaled).ToString(CultureInfo.InvariantCulture) + suffix;
                }
            }

            // Finer than a nano unit: apimachinery rounds up to it.
            return decimal.Ceiling(value * 1e9m).ToString(CultureInfo.InvariantCulture) + "n";
        }

        return "0";
    }

    private static string Exponent(decimal value)
    {
        var exponent = 0;
        while (value != 0 && value % 1000m == 0)
        {
            value /= 1000m;
            exponent += 3;
        }

        while (value != decimal.Truncate(value) && exponent > -9)
        {
            value *= 1000m;
            exponent -= 3;
        }

        var digits = decimal.Ceiling(value).ToString(CultureInfo.InvariantCulture);
        return exponent == 0 ? digits : digits + "e" + exponent.ToString(CultureInfo.InvariantCulture);
    }
}
