using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kaos.A2A.Json;

/// <summary>Reading and writing wire types.</summary>
public static class A2AJson
{
    /// <summary>
    /// Types for reading: <c>required</c> members may be missing, because RequestValidation names all that are missing,
    /// where the serializer would stop at the first and speak of .NET types.
    /// </summary>
    private static readonly JsonSerializerOptions Lenient = new(A2AJsonContext.Default.Options)
    {
        TypeInfoResolver = A2AJsonContext.Default.WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
            {
                property.IsRequired = false;
            }
        }),
    };

    /// <summary>JSON is sent as JSON, never inside HTML, so only what JSON itself needs is escaped.</summary>
    internal static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Metadata for reading what a peer sent; absent members are null, whatever their declared type.</summary>
    internal static JsonTypeInfo<T> Reader<T>() => ReaderOf<T>.Type;

    /// <summary>Metadata for writing.</summary>
    internal static JsonTypeInfo<T> Writer<T>() => WriterOf<T>.Type;

    /// <summary>The value as UTF-8 ProtoJSON.</summary>
    /// <typeparam name="T">A wire type of this library.</typeparam>
    public static byte[] Serialize<T>(T value)
    {
        using var buffer = PooledBuffer.Rent();
        var writer = buffer.Json;
        JsonSerializer.Serialize(writer, value, Writer<T>());
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A value from UTF-8 ProtoJSON; unknown members are ignored, missing ones are null.</summary>
    /// <typeparam name="T">A wire type of this library.</typeparam>
    /// <exception cref="JsonException">Not JSON, or a member has the wrong type.</exception>
    public static T? Deserialize<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Reader<T>());

    private static class ReaderOf<T>
    {
        public static readonly JsonTypeInfo<T> Type = (JsonTypeInfo<T>)Lenient.GetTypeInfo(typeof(T));
    }

    private static class WriterOf<T>
    {
        public static readonly JsonTypeInfo<T> Type =
            A2AJsonContext.Default.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
            ?? throw new ArgumentException($"{typeof(T)} is not a wire type of A2A.", nameof(T));
    }
}
