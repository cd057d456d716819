using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Sessions;

namespace Kaos.Agent.Grains;

/// <summary>
/// The JSON forms of states in checkpoints. Read only by the code that wrote them, so they may change freely.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SessionState))]
[JsonSerializable(typeof(CorrelatorState))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class FoldJson : JsonSerializerContext;
