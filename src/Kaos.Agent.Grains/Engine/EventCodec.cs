using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// Names and JSON forms of a family of events. A name is stored with every event and never changes; a new form of an
/// event gets a new name.
/// </summary>
public sealed class EventCodec<TEvent>
    where TEvent : class
{
    private readonly FrozenDictionary<string, JsonTypeInfo> byName;
    private readonly FrozenDictionary<Type, (string Name, JsonTypeInfo Info)> byType;

    public EventCodec(IReadOnlyDictionary<string, JsonTypeInfo> forms)
    {
        byName = forms.ToFrozenDictionary(StringComparer.Ordinal);
        byType = forms.ToFrozenDictionary(form => form.Value.Type, form => (form.Key, form.Value));
    }

    public IEnumerable<string> Names => byName.Keys;

    public string NameOf(TEvent fact) => byType[fact.GetType()].Name;

    public byte[] Write(TEvent fact) => JsonSerializer.SerializeToUtf8Bytes(fact, byType[fact.GetType()].Info);

    public TEvent Read(string name, ReadOnlySpan<byte> json) =>
        byName.TryGetValue(name, out var info)
            ? (TEvent)(JsonSerializer.Deserialize(json, info)
                ?? throw new InvalidDataException($"Event '{name}' is stored as null."))
            : throw new InvalidDataException(
                $"Event '{name}' is not known to this version of KAOS. Was the data written by a newer version? Start that version instead.");
}
