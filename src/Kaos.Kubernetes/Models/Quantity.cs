using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>
/// An amount of CPU, memory, storage or objects as Kubernetes writes it: <c>512Mi</c>, <c>1500m</c>, <c>1e3</c>,
/// <c>0.5</c>. Equal and ordered by amount, not by text.
/// </summary>
[JsonConverter(typeof(QuantityConverter))]
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private readonly QuantityFormat format;

    internal Quantity(decimal value, QuantityFormat format)
    {
        Value = value;
        this.format = format;
    }

    /// <summary>A plain decimal amount.</summary>
    public Quantity(decimal value)
        : this(value, QuantityFormat.DecimalSI)
    {
    }

    public static Quantity Zero => default;

    /// <summary>The amount in its base unit: cores for CPU, bytes for memory and storage.</summary>
    public decimal Value { get; }

    /// <summary>The amount in thousandths, rounded up as the scheduler does: millicores for CPU.</summary>
    public long MilliValue => (long)Math.Ceiling(Math.Clamp(Value, -MaxMilli, MaxMilli) * 1000m);

    /// <summary>The amount in whole base units, rounded up as the scheduler does: bytes for memory.</summary>
    public long WholeValue => (long)Math.Clamp(Math.Ceiling(Value), long.MinValue, long.MaxValue);

    private const decimal MaxMilli = 9_000_000_000_000_000m;

    /// <summary>A number of bytes, written with binary suffixes.</summary>
    public static Quantity Bytes(decimal bytes) => new(bytes, QuantityFormat.BinarySI);

    /// <exception cref="FormatException">The text is not a Kubernetes quantity.</exception>
    public static Quantity Parse(string text) => TryParse(text, out var quantity)
        ? quantity
        : throw new FormatException(
            $"'{text}' is not a quantity. Write a number with an optional suffix, as in 512Mi or 250m.");

    /// <summary>False when the text is not a Kubernetes quantity or exceeds what a decimal holds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity) =>
        QuantityText.TryParse(text, out quantity);

    public bool Equals(Quantity other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    public static bool operator ==(Quantity left, Quantity right) => left.Value == right.Value;

    public static bool operator !=(Quantity left, Quantity right) => left.Value != right.Value;

    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    public static Quantity operator +(Quantity left, Quantity right) => new(left.Value + right.Value, left.Kept(right));

    public static Quantity operator -(Quantity left, Quantity right) => new(left.Value - right.Value, left.Kept(right));

    /// <summary>
    /// The canonical text: the largest suffix of its family that leaves no fraction (<c>1536Mi</c>, <c>1500m</c>).
    /// </summary>
    public override string ToString() => QuantityText.Format(Value, format);

    private QuantityFormat Kept(Quantity other) => Value == 0 ? other.format : format;
}

/// <summary>The family of suffixes in which a quantity was written; its canonical text stays in it.</summary>
internal enum QuantityFormat : byte
{
    DecimalSI,
    BinarySI,
    DecimalExponent,
}
