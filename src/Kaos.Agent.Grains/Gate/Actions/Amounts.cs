using System.Globalization;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Wanted amounts: as they are, or in percent of the present one (<c>150%</c>), rounded up.</summary>
internal static class Amounts
{
    private static readonly decimal[] Steps = [1024m * 1024 * 1024, 1024m * 1024];

    /// <returns>Null when it is no amount, or a share of an amount that is not known.</returns>
    public static Quantity? Of(string? text, string? present)
    {
        if (Percent(text) is not { } percent)
        {
            return Quantity.TryParse(text, out var given) ? given : null;
        }

        if (!Quantity.TryParse(present, out var now))
        {
            return null;
        }

        var wanted = now.Value * percent / 100;
        var step = Steps.FirstOrDefault(step => now.Value >= step && now.Value % step == 0, 0);
        // Bytes stay in the unit that they were written in; CPU in thousandths.
        return step > 0
            ? Quantity.Bytes(Math.Ceiling(wanted / Steps[^1]) * Steps[^1])
            : Quantity.TryParse(
                string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wanted * 1000):0}m"), out var thousandths)
                ? thousandths
                : null;
    }

    /// <param name="text">A number, percent of the present one, or what is added to it or taken from it (<c>+2</c>,
    /// <c>-1</c>).</param>
    /// <returns>Null when it is none of these.</returns>
    public static int? Whole(string text, long present) =>
        Percent(text) is { } percent ? (int)Math.Ceiling(present * percent / 100m)
        : text is ['+' or '-', .. var by] &&
            int.TryParse(by, NumberStyles.None, CultureInfo.InvariantCulture, out var change)
            ? (int)Math.Max(0, text[0] == '+' ? present + change : present - change)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Percent(string? text) =>
        text is [.. var number, '%'] &&
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : null;
}
