using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Kaos.Agent.Grains.Engine;

internal static class Family
{
    /// <summary>The codec of a closed family, from the names that its base type declares.</summary>
    public static EventCodec<TEvent> CodecOf<TEvent>(JsonTypeInfo<TEvent> family, JsonSerializerContext context)
        where TEvent : class
    {
        var members = family.PolymorphismOptions?.DerivedTypes ?? [];

        return new(members.ToDictionary(
            member => (string)member.TypeDiscriminator!,
            member => context.GetTypeInfo(member.DerivedType)
                ?? throw new InvalidOperationException($"{member.DerivedType.Name} has no source-generated JSON.")));
    }
}
