using System.Globalization;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Rest;

/// <summary>Sizes of pages; larger wishes are cut, senseless ones refused.</summary>
internal static class Paging
{
    public const int DefaultSize = 50;
    public const int MaxSize = 500;

    public static Problem? Check(int? pageSize) =>
        pageSize is < 1
            ? new(ProblemCode.Invalid, $"pageSize is {pageSize}.",
                $"Ask for 1 to {MaxSize} items, or leave pageSize out for {DefaultSize}.")
            : null;

    public static int Size(int? pageSize) => Math.Min(pageSize ?? DefaultSize, MaxSize);

    /// <summary>A page token, or an event id, that is the number of an event.</summary>
    public static bool TryReadSeq(string text, out long seq) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seq);
}
