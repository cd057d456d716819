namespace Kaos.Kubernetes.Models;

/// <summary>Absent and null collections read as empty, so that no reader of a model needs a null check.</summary>
internal static class ModelDefaults
{
    /// <summary>The decoder hands over lists with spare capacity; an exact array is what stays in memory.</summary>
    public static IReadOnlyList<T> OrEmpty<T>(this IReadOnlyList<T>? value) => value switch
    {
        null or { Count: 0 } => [],
        List<T> list => list.ToArray(),
        _ => value,
    };

    public static IReadOnlyDictionary<string, string> OrEmpty(this IReadOnlyDictionary<string, string>? value) =>
        value ?? StringMap.Empty;

    public static IReadOnlyDictionary<string, Quantity> OrEmpty(this IReadOnlyDictionary<string, Quantity>? value) =>
        value ?? Quantities.None;
}

internal static class Quantities
{
    public static readonly IReadOnlyDictionary<string, Quantity> None = new Dictionary<string, Quantity>();
}
