namespace Kaos.Diagnosis.Sayings;

/// <summary>What a line says: trouble with something else, or a fault of its own; never both.</summary>
internal readonly record struct Saying(TroubleKind? Trouble, Fault? Fault)
{
    public static implicit operator Saying(TroubleKind kind) => new(kind, null);

    public static implicit operator Saying(Fault fault) => new(null, fault);
}
