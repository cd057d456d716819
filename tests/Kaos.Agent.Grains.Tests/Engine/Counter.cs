using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Tests.Engine;

[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Boom), "boom")]
[JsonDerivedType(typeof(Alarm), "alarm")]
[JsonDerivedType(typeof(Ring), "ring")]
internal abstract record CounterCommand;

/// <param name="Tell">Key of a counter that is told to add the same.</param>
internal sealed record Add(int Amount, string? Tell = null) : CounterCommand;

internal sealed record Boom : CounterCommand;

/// <param name="Then">What happens when it goes off: ring, refuse, nothing.</param>
internal sealed record Alarm(DateTimeOffset Due, string Then = "ring") : CounterCommand;

internal sealed record Ring(string Then) : CounterCommand;

internal abstract record CounterEvent;

internal sealed record Added(int Amount, string? Tell) : CounterEvent;

internal sealed record AlarmSet(DateTimeOffset Due, string Then) : CounterEvent;

internal sealed record Rang : CounterEvent;

internal sealed record CounterState(string Key, int Total, int Rings, string Then, string Seen);

[JsonSerializable(typeof(CounterCommand))]
[JsonSerializable(typeof(Added))]
[JsonSerializable(typeof(AlarmSet))]
[JsonSerializable(typeof(Rang))]
internal sealed partial class CounterJson : JsonSerializerContext;

/// <summary>A toy: adds, tells others, sets an alarm. Refuses to go below zero; 13 brings bad luck.</summary>
internal sealed class Counter : IGrainKind<CounterState, CounterCommand, CounterEvent>
{
    private int loads;

    /// <summary>How often a grain began from nothing.</summary>
    public int Loads => Volatile.Read(ref loads);

    /// <summary>Runs in every Decide.</summary>
    public Action<CounterState, CounterCommand> Deciding { get; set; } = (_, _) => { };

    public string Kind => "counter";

    public JsonTypeInfo<CounterCommand> CommandJson => CounterJson.Default.CounterCommand;

    public EventCodec<CounterEvent> Events { get; } = new(new Dictionary<string, JsonTypeInfo>
    {
        ["counter.added"] = CounterJson.Default.Added,
        ["counter.alarmSet"] = CounterJson.Default.AlarmSet,
        ["counter.rang"] = CounterJson.Default.Rang,
    });

    public CounterState Initial(string key)
    {
        Interlocked.Increment(ref loads);
        return new CounterState(key, 0, 0, "", "");
    }

    public Decision<CounterEvent> Decide(CounterState state, CounterCommand command, Turn turn)
    {
        Deciding(state, command);
        return command switch
        {
            Add add when state.Total + add.Amount < 0 =>
                Decision<CounterEvent>.Refuse(new Problem(ProblemCode.Conflict, "A counter does not go below zero.")),
            Add { Amount: 0 } => Decision<CounterEvent>.Nothing("none"),
            Add add => Decision<CounterEvent>.Record(new Added(add.Amount, add.Tell)) with { Ref = $"v{turn.Version}" },
            Alarm alarm => Decision<CounterEvent>.Record(new AlarmSet(alarm.Due, alarm.Then)),
            Ring { Then: "refuse" } => Decision<CounterEvent>.Refuse(new Problem(ProblemCode.Conflict, "Not now.")),
            Ring => Decision<CounterEvent>.Record(new Rang()),
            _ => throw new InvalidOperationException("boom"),
        };
    }

    public CounterState Fold(CounterState state, CounterEvent fact, EventMeta meta)
    {
        var seen = state with { Seen = $"{state.Seen}{meta.Seq}:{meta.Actor}:{meta.Cause};" };
        return fact switch
        {
            Added added => seen with { Total = state.Total + added.Amount },
            AlarmSet set => seen with { Then = set.Then },
            Rang => seen with { Rings = state.Rings + 1 },
            _ => seen,
        };
    }

    public Consequences React(CounterState after, IReadOnlyList<CounterEvent> facts, Turn turn) => new(
        [.. facts.OfType<Added>().Where(added => added.Tell is not null)
            .Select(added => new Send(new GrainId(Kind, added.Tell!), new Add(added.Amount)))],
        [.. facts.OfType<AlarmSet>().Select(set => new DeadlineSetting("alarm", set.Due))],
        [new ViewRow(Kind, after.Key, "all", "open", "", "", turn.Now, "{}"u8.ToArray())]);

    public CounterCommand? Wake(CounterState state, string deadline) =>
        state.Then == "nothing" ? null : new Ring(state.Then);
}
