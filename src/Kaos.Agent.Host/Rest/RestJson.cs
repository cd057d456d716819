using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.Rest;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Listing<IncidentView>))]
[JsonSerializable(typeof(Listing<ApprovalView>))]
[JsonSerializable(typeof(Listing<WorkflowItem>))]
[JsonSerializable(typeof(Listing<EventItem>))]
[JsonSerializable(typeof(Listing<PushView>))]
[JsonSerializable(typeof(Listing<ClassView>))]
[JsonSerializable(typeof(Listing<SwitchView>))]
[JsonSerializable(typeof(Listing<GrantView>))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(ClassMoveRequest))]
[JsonSerializable(typeof(SwitchRequest))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(SignalTaken))]
[JsonSerializable(typeof(WishRequest))]
[JsonSerializable(typeof(RequestTaken))]
[JsonSerializable(typeof(RequestQuestion))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(ChoiceRequest))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(SpokenReply))]
[JsonSerializable(typeof(SessionMoved))]
[JsonSerializable(typeof(PlanDecidedReply))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(AlertsTaken))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(double?))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class RestJson : JsonSerializerContext;
