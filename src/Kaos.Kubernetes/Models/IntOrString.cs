using System.Globalization;
using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>A port given by number or by name, or an amount given as a count or as a percentage.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString(string? Text)
{
    /// <summary>The number, or null when the value is a name or a percentage.</summary>
    public int? Number =>
        int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static implicit operator IntOrString(int number) => new(number.ToString(CultureInfo.InvariantCulture));

    public static implicit operator IntOrString(string text) => new(text);

    /// <summary>
    /// The count meant by this value out of <paramref name="total"/>: percentages are rounded up or down as asked, as
    /// the controllers do (surge and minAvailable up, maxUnavailable down). Null when it is neither a number nor a
    /// percentage.
    /// </summary>
    public int? Of(int total, bool roundUp)
    {
        if (Number is { } number)
        {
            return number;
        }

        if (Text is not { Length: > 1 } text || text[^1] != '%' ||
            !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            return null;
        }

        var exact = (long)percent * total;
        return (int)(roundUp ? (exact + 99) / 100 : exact / 100);
    }

    public override string ToString() => Text ?? "";
}
