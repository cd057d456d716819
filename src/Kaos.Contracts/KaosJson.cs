using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Conversations;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Followers;
using Kaos.Contracts.Grants;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Push;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Contracts;

/// <summary>
/// The JSON forms of everything in this project: camelCase, enums in kebab case, absent rather than null.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionEvent))]
[JsonSerializable(typeof(SessionCommand))]
[JsonSerializable(typeof(IncidentEvent))]
[JsonSerializable(typeof(IncidentCommand))]
[JsonSerializable(typeof(CorrelatorEvent))]
[JsonSerializable(typeof(CorrelatorCommand))]
[JsonSerializable(typeof(TroubleEvent))]
[JsonSerializable(typeof(TroubleCommand))]
[JsonSerializable(typeof(TroubleNote))]
[JsonSerializable(typeof(ConversationEvent))]
[JsonSerializable(typeof(ConversationCommand))]
[JsonSerializable(typeof(PushEvent))]
[JsonSerializable(typeof(PushCommand))]
[JsonSerializable(typeof(FollowerEvent))]
[JsonSerializable(typeof(FollowerCommand))]
[JsonSerializable(typeof(ClassEvent))]
[JsonSerializable(typeof(ClassCommand))]
[JsonSerializable(typeof(SwitchEvent))]
[JsonSerializable(typeof(SwitchCommand))]
[JsonSerializable(typeof(Signal))]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(IncidentView))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(ApprovalView))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(PushView))]
[JsonSerializable(typeof(ClassView))]
[JsonSerializable(typeof(SwitchView))]
[JsonSerializable(typeof(GrantView))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(GrantQuestion))]
[JsonSerializable(typeof(GrantedToken))]
[JsonSerializable(typeof(StandingGrant))]
[JsonSerializable(typeof(StandingGrants))]
[JsonSerializable(typeof(TriageReport))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Principal))]
public sealed partial class KaosJson : JsonSerializerContext;
