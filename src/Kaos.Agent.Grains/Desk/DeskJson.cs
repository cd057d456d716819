using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.Agent.Grains.Desk;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CandidatesPart))]
internal sealed partial class DeskJson : JsonSerializerContext;
