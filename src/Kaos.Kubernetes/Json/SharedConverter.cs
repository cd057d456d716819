using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Json;

/// <summary>
/// Gives values with the same text the same object: the pods of one ReplicaSet then share their probes, variables,
/// labels and tolerations. As in <see cref="StringPool"/>, the table is bounded and forgets.
/// </summary>
/// <param name="exact">Makes of a decoded value the one to keep, once for all that share it.</param>
internal sealed class SharedConverter<T>(Func<T, T> exact) : JsonConverter<T>, ISharedParts
    where T : class
{
    private const int Slots = 1 << 12;
    private const int LongestText = 2048;

    private readonly Entry?[] table = new Entry?[Slots];

    public SharedConverter()
        : this(static value => value)
    {
    }

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = DecodeScope.Peek(ref reader);
        if (text.IsEmpty)
        {
            return JsonSerializer.Deserialize(ref reader, Plain());
        }

        if (text.Length > LongestText)
        {
            return DecodeScope.Decode(text.ToArray(), Plain());
        }

        ref var slot = ref table[ByteHash.Of(text) & (Slots - 1)];
        if (Volatile.Read(ref slot) is { } known && text.SequenceEqual(known.Text))
        {
            return known.Value;
        }

        var copy = text.ToArray();
        if (DecodeScope.Decode(copy, Plain()) is not { } decoded)
        {
            return null;
        }

        var value = exact(decoded);
        Volatile.Write(ref slot, new Entry(copy, value));
        return value;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, Plain());

    public void Forget() => Array.Clear(table);

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> Plain() =>
        (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)KubernetesJson.Default.Options.GetTypeInfo(typeof(T));

    private sealed record Entry(byte[] Text, T Value);
}
