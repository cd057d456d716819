using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.Contracts;

/// <summary>
/// Enums are written as they are read aloud in this field: <c>awaiting-choice</c>. Unknown names are an error.
/// </summary>
public sealed class KebabCase<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
