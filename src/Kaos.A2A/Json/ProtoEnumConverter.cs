using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A.Json;

/// <summary>ProtoJSON enums: written by name, read by exact name or by number; anything unknown is refused.</summary>
internal abstract class ProtoEnumConverter<TEnum>(IReadOnlyList<string> names) : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var value))
        {
            return value;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) &&
            number >= 0 && number < names.Count
                ? FromNumber(number)
                : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(NameOf(value));

    public string NameOf(TEnum value) => names[ToNumber(value)];

    /// <summary>Exact, case-sensitive wire name.</summary>
    public bool TryParse(string? name, out TEnum value)
    {
        for (var number = 0; number < names.Count; number++)
        {
            if (string.Equals(names[number], name, StringComparison.Ordinal))
            {
                value = FromNumber(number);
                return true;
            }
        }

        value = default;
        return false;
    }

    protected abstract TEnum FromNumber(int number);

    protected abstract int ToNumber(TEnum value);
}

internal sealed class TaskStateConverter() : ProtoEnumConverter<TaskState>(
[
    "TASK_STATE_UNSPECIFIED", "TASK_STATE_SUBMITTED", "TASK_STATE_WORKING", "TASK_STATE_COMPLETED", "TASK_STATE_FAILED",
    "TASK_STATE_CANCELED", "TASK_STATE_INPUT_REQUIRED", "TASK_STATE_REJECTED", "TASK_STATE_AUTH_REQUIRED",
])
{
    public static TaskStateConverter Shared { get; } = new();

    protected override TaskState FromNumber(int number) => (TaskState)number;

    protected override int ToNumber(TaskState value) => (int)value;
}

internal sealed class RoleConverter() : ProtoEnumConverter<Role>(["ROLE_UNSPECIFIED", "ROLE_USER", "ROLE_AGENT"])
{
    protected override Role FromNumber(int number) => (Role)number;

    protected override int ToNumber(Role value) => (int)value;
}
