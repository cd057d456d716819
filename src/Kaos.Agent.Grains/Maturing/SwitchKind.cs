using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Views;
using Decided = Kaos.Agent.Grains.Engine.Decision<Kaos.Contracts.Classes.SwitchEvent>;

namespace Kaos.Agent.Grains.Maturing;

/// <summary>
/// The kill switch of one tenant; <c>*</c> is that of all. Anybody with a role above viewer stops, few resume.
/// </summary>
public sealed class SwitchKind : IGrainKind<SwitchView, SwitchCommand, SwitchEvent>
{
    public const string Name = "switch";

    /// <summary>The key of the switch for everything.</summary>
    public const string All = "*";

    public string Kind => Name;

    public JsonTypeInfo<SwitchCommand> CommandJson => KaosJson.Default.SwitchCommand;

    public EventCodec<SwitchEvent> Events { get; } = Family.CodecOf(KaosJson.Default.SwitchEvent, KaosJson.Default);

    public static GrainId IdOf(string tenant) => new(Name, tenant);

    public SwitchView Initial(string key) => new(key, false, "", "", default);

    public Decided Decide(SwitchView state, SwitchCommand command, Turn turn) => command switch
    {
        _ when turn.Actor.Kind != PrincipalKind.Person => Refuse("Only a person moves the kill switch."),
        StopActing or ResumeActing when !turn.Actor.MaySee(state.Tenant) =>
            Refuse($"You have no say over {state.Tenant}."),
        StopActing stop when turn.Actor.Roles.Any(role => role is not (Role.Viewer or Role.Agent)) =>
            state.Stopped ? Decided.Nothing() : Decided.Record(new ActingStopped(turn.Actor.ToString(), stop.Reason)),
        ResumeActing resume when turn.Actor.Has(Role.Promoter) || turn.Actor.Has(Role.Admin) =>
            state.Stopped ? Decided.Record(new ActingResumed(turn.Actor.ToString(), resume.Reason)) : Decided.Nothing(),
        StopActing => Refuse("A viewer cannot stop KAOS."),
        _ => Refuse("Only a promoter or an admin lets KAOS act again."),
    };

    public SwitchView Fold(SwitchView state, SwitchEvent fact, EventMeta meta) => fact switch
    {
        ActingStopped stopped => new(state.Tenant, true, stopped.By, stopped.Reason, meta.At),
        ActingResumed resumed => new(state.Tenant, false, resumed.By, resumed.Reason, meta.At),
        _ => state,
    };

    public Consequences React(SwitchView after, IReadOnlyList<SwitchEvent> facts, Turn turn) => facts.Count == 0
        ? Consequences.None
        : Consequences.None with
        {
            Views =
            [
                new ViewRow(
                    Name, after.Tenant, after.Tenant, after.Stopped ? "stopped" : "acting", "", "", turn.Now,
                    JsonSerializer.SerializeToUtf8Bytes(after, KaosJson.Default.SwitchView)),
            ],
        };

    public SwitchCommand? Wake(SwitchView state, string deadline) => null;

    private static Decided Refuse(string why) =>
        Decided.Refuse(new(ProblemCode.Forbidden, why, "Ask a person who has the role for it."));
}
