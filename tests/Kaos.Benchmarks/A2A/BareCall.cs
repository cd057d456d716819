using System.Text.Json.Serialization;
using Kaos.A2A;
using Kaos.A2A.Json;

namespace Kaos.Benchmarks.A2A;

/// <summary>The envelope of a JSON-RPC call of SendMessage.</summary>
internal sealed record BareCall(string Jsonrpc, long Id, string Method, SendMessageRequest Params);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(TimestampConverter), typeof(TaskStateConverter), typeof(RoleConverter)])]
[JsonSerializable(typeof(BareCall))]
internal sealed partial class BareJsonContext : JsonSerializerContext;
